using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MutexResponder.Incidents;
using MutexResponder.Remediation;

namespace MutexResponder.Reporting.Sections;

/// <summary>How to put the configuration back.</summary>
/// <param name="State">What became of it.</param>
/// <param name="BackupPath">On the instance; empty where nothing can lie there.</param>
/// <param name="Request">The manual request that does it; empty where there is nothing to undo.</param>
/// <param name="Commands">The same by hand, on the instance; empty where there is nothing to undo.</param>
public sealed partial record ReportUndo(ChangeState State, string BackupPath, string Request, ImmutableArray<string> Commands)
{
    internal static ReportUndo From(Incident incident)
    {
        StepResult? apply = StepResult.TryRead(incident.ChangeLog, "apply");
        bool wasSent = incident.RemediationsStarted.Any(at => at >= incident.OpenedAt);
        ChangeState state = apply?.Status switch
        {
            "changed" => ChangeState.Changed,
            "unchanged" => ChangeState.AlreadyRight,
            "failed-restored" => ChangeState.PutBack,
            "failed" => ChangeState.HalfChanged,
            "refused" => ChangeState.Untouched,
            _ => wasSent ? ChangeState.Unknown : ChangeState.Untouched,
        };

        // The id goes into commands that people paste into a shell: only one of our own making does.
        if (state is ChangeState.Untouched or ChangeState.AlreadyRight or ChangeState.PutBack || !OwnId().IsMatch(incident.Id))
        {
            return new ReportUndo(state, "", "", []);
        }

        string backup = $"/var/lib/mutex-responder/{incident.Id}/";
        string request = $$"""{"action":"rollback","instanceId":"{{incident.Instance}}"}""";
        return new ReportUndo(state, backup, request, state == ChangeState.Unknown ? [] : ByHand(apply!, backup));
    }

    private static ImmutableArray<string> ByHand(StepResult apply, string backup) => RemedyOf(apply) switch
    {
        "conf-available" => ["sudo a2disconf mutex-file", "sudo apache2ctl configtest && sudo systemctl restart apache2"],
        "uncomment" => [$"sudo cp -p {backup}files/etc/apache2/apache2.conf /etc/apache2/apache2.conf", "sudo apache2ctl configtest && sudo systemctl restart apache2"],
        "conf-d" => ["sudo rm /etc/httpd/conf.d/00-mutex.conf", "sudo apachectl configtest && sudo systemctl restart httpd"],
        _ => [$"sudo cat {backup}manifest"],
    };

    private static string RemedyOf(StepResult apply) =>
        apply.Line.Split(' ').FirstOrDefault(word => word.StartsWith("remedy=", StringComparison.Ordinal))?["remedy=".Length..] ?? "";

    [GeneratedRegex(@"^mr-[0-9TZ]{16}-i-[0-9a-f]{8,17}\z")]
    private static partial Regex OwnId();
}
