using System.Collections.Immutable;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>SSM Change Calendars that must all be open. One call asks for all of them: SSM says open only where each one is.</summary>
/// <param name="clients">The SDK's clients.</param>
/// <param name="calendars">Their names or ARNs, one at least.</param>
public sealed class ChangeCalendars(AwsClients clients, ImmutableArray<string> calendars) : IObjectToChanges
{
    public async Task<Veto?> ObjectAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        string names = string.Join(", ", calendars);
        try
        {
            GetCalendarStateResponse response = await clients.Ssm.GetCalendarStateAsync(new GetCalendarStateRequest { CalendarNames = [.. calendars] }, cancellationToken).ConfigureAwait(false);
            if (response.State == CalendarState.OPEN)
            {
                return null;
            }

            return new Veto(VetoKind.Refuse, Objection.CalendarClosed(names, string.IsNullOrEmpty(response.NextTransitionTime) ? null : response.NextTransitionTime));
        }
        catch (Exception e) when (AwsFailure.TryMap("ssm:GetCalendarState", e, cancellationToken, out RemoteCallException? failure))
        {
            return new Veto(VetoKind.Refuse, Objection.CalendarUnreadable(names, failure.Message));
        }
    }
}
