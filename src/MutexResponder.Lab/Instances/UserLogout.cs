using System.Globalization;

namespace MutexResponder.Lab.Instances;

/// <summary>The trigger of the incident: Apache's user logs out for the last time.</summary>
public static class UserLogout
{
    private static readonly TimeSpan LogoutTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A session of Apache's user opens and closes. On a light instance systemd-logind's clean-up is done as it does it at the last
    /// logout, and the session's lines stand in /var/log/auth.log; with systemd, logind does it, UserStopDelaySec later.
    /// </summary>
    /// <param name="instance">Where it happens.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="session">The session's number in a light instance's log.</param>
    /// <exception cref="LabException">The clean-up itself failed, or the instance is down.</exception>
    public static async Task<LogoutResult> LogoutAsync(this LabInstance instance, CancellationToken cancellationToken, int session = 3)
    {
        ScriptResult result = await instance.RunScriptAsync(
            ShippedScript.Read(instance.HasSystemd ? "logout-machine.sh" : "logout.sh"),
            LogoutTimeout,
            new Dictionary<string, string>
            {
                ["LOGOUT_USER"] = instance.Apache.RunUser,
                ["LOGOUT_SESSION"] = session.ToString(CultureInfo.InvariantCulture),
            },
            cancellationToken: cancellationToken);
        string[] lines = result.OrThrow($"The logout on {instance.Id}").Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new LogoutResult(
            [.. lines.Where(line => line.StartsWith("sem ", StringComparison.Ordinal)).Select(line => int.Parse(line[4..], CultureInfo.InvariantCulture))],
            lines.FirstOrDefault(line => line.StartsWith("kept ", StringComparison.Ordinal))?[5..]);
    }
}
