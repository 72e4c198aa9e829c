using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws.OpsItems;
using MutexResponder.Ports;
using MutexResponder.Reporting;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// Shows an incident as an OpsItem: one open item an instance, opened when a person may have to do with it, and resolved
/// only where the recovery was verified. All else is left open for a person to close.
/// </summary>
/// <param name="clients">The SDK's clients.</param>
/// <param name="settings">Who is told, and what is offered.</param>
/// <param name="place">Where the instances are; asked at each use, null where it is not known.</param>
public sealed class OpsCenterRecord(AwsClients clients, OpsCenterSettings settings, Func<AwsPlace?> place) : IKeepHumanRecord
{
    /// <summary>Who made the item: OpsCenter takes no source with "aws" in it.</summary>
    public const string Source = "mutex-responder";

    public async Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        string? id = incident.HumanRecordId;
        if (id is null && incident.Phase is IncidentPhase.Inspecting or IncidentPhase.NoAction)
        {
            // Nobody has been told of it, and there is nothing that a person could do.
            return id;
        }

        IncidentReport report = IncidentReport.From(incident);
        return await OpenOpsItem.ShowAsync(clients, id, () => Create(incident, report), known => Update(known, incident, report), cancellationToken)
            .ConfigureAwait(false);
    }

    private CreateOpsItemRequest Create(Incident incident, IncidentReport report)
    {
        CreateOpsItemRequest request = new()
        {
            Title = OpsItemText.Title(report, settings.Language),
            Description = OpsItemText.Description(report, settings.Language, Answers(incident)),
            Source = Source,
            Severity = OpsItemText.Severity(report),
            Category = OpsItemText.Category(report),
            OperationalData = DataOf(incident),
        };
        request.OperationalData[OpsItemReferences.DedupKey] = Searchable(OpsItemReferences.Dedup($"{Source} {incident.Instance}"));
        return request;
    }

    private UpdateOpsItemRequest Update(string id, Incident incident, IncidentReport report) => new()
    {
        OpsItemId = id,
        Title = OpsItemText.Title(report, settings.Language),
        Description = OpsItemText.Description(report, settings.Language, Answers(incident)),
        Status = StatusOf(incident.Phase),
        Severity = OpsItemText.Severity(report),
        Category = OpsItemText.Category(report),
        OperationalData = DataOf(incident),
    };

    /// <summary>The runbooks as commands: whoever may start one need not be allowed to invoke the function.</summary>
    private string[] Answers(Incident incident) => settings is { ApproveRunbook: not null, RejectRunbook: not null } && incident.Proposal is { } proposal
        ? [.. settings.Runbooks.Select(runbook =>
            $"aws ssm start-automation-execution --document-name {runbook} --parameters InstanceId={incident.Instance},IncidentId={incident.Id},Plan={proposal.Digest}")]
        : [];

    private Dictionary<string, OpsItemDataValue> DataOf(Incident incident)
    {
        Dictionary<string, OpsItemDataValue> data = OpsItemText.Data(incident, settings.Language).ToDictionary(
            pair => pair.Key, pair => new OpsItemDataValue { Type = OpsItemDataType.String, Value = pair.Value });
        if (place() is { } here)
        {
            data[OpsItemReferences.ResourcesKey] = Searchable(OpsItemReferences.Resource(here.InstanceArn(incident.Instance)));
            if (settings.Dashboard is { } dashboard)
            {
                data["console"] = new OpsItemDataValue { Type = OpsItemDataType.String, Value = here.DashboardAddress(dashboard) };
            }
        }

        if (settings.Runbooks.Any())
        {
            data[OpsItemReferences.AutomationsKey] = Searchable(OpsItemReferences.Runbooks(settings.Runbooks));
        }

        return data;
    }

    private static OpsItemStatus StatusOf(IncidentPhase phase) => phase switch
    {
        IncidentPhase.Resolved => OpsItemStatus.Resolved,
        IncidentPhase.Inspecting or IncidentPhase.Remediating => OpsItemStatus.InProgress,
        _ => OpsItemStatus.Open,
    };

    private static OpsItemDataValue Searchable(string json) => new() { Type = OpsItemDataType.SearchableString, Value = json };
}
