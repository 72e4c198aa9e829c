using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// The SSM parameter with which anybody stops every change at once: <c>on</c> stops, <c>off</c> lets the mode decide.
/// It is read at each decision, never remembered. People make it, and no stack: infra/decisions/2026-11-26-kill-switch.md.
/// </summary>
/// <param name="clients">The SDK's clients.</param>
/// <param name="parameterName">Such as <c>/mutex-responder/kill-switch</c>.</param>
public sealed class KillSwitch(AwsClients clients, string parameterName) : IObjectToChanges
{
    private const int MaxQuotedChars = 32;

    public async Task<Veto?> ObjectAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        string value;
        try
        {
            GetParameterResponse response = await clients.Ssm.GetParameterAsync(new GetParameterRequest { Name = parameterName }, cancellationToken).ConfigureAwait(false);
            value = response.Parameter?.Value ?? "";
        }
        catch (ParameterNotFoundException)
        {
            // Where nobody can stop it, it does not begin.
            return new Veto(VetoKind.Refuse, Objection.KillSwitchMissing(parameterName));
        }
        catch (Exception e) when (AwsFailure.TryMap("ssm:GetParameter", e, cancellationToken, out RemoteCallException? failure))
        {
            // A switch that cannot be read may be on.
            return new Veto(VetoKind.Refuse, Objection.KillSwitchUnreadable(parameterName, failure.Message));
        }

        return value switch
        {
            "off" => null,
            "on" => new Veto(VetoKind.Refuse, Objection.KillSwitchOn(parameterName)),
            _ => new Veto(VetoKind.Refuse, Objection.KillSwitchUnknown(parameterName, Cut(value))),
        };
    }

    private static string Cut(string value) => value.Length <= MaxQuotedChars ? value : value[..MaxQuotedChars] + "…";
}
