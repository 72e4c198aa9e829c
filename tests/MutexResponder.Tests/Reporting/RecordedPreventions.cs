using MutexResponder.Incidents;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Reporting;

/// <summary>Preventions, one of each end, as the real reconciler records them.</summary>
internal static class RecordedPreventions
{
    private const string Reload = "#result step=recover status=recovered reason=reload boot_id=b77c7aab-05ff-49e0-aaf6-74e33858bde6 parent=73";

    private static readonly Dictionary<string, Func<Task<Incident>>> Plays = new(StringComparer.Ordinal)
    {
        ["prevention-resolved"] = ResolvedAsync,
        ["prevention-awaiting-approval"] = async () => await (await LookedAtAsync(Machine.AtRisk, PreventionMode.Approve)).IncidentAsync(),
        ["prevention-loads-what-is-pending"] = async () => await (await LookedAtAsync(Machine.AtRisk.Replacing("mechanism=sysvsem", "mechanism=fcntl"))).IncidentAsync(),
        ["prevention-under-way"] = async () => await (await LookedAtAsync(Machine.AtRisk)).IncidentAsync(),
        ["prevention-nothing-to-do"] = async () => await (await LookedAtAsync(Machine.Fixed)).IncidentAsync(),
        ["prevention-not-mendable"] = async () => await (await LookedAtAsync(Recording.Load("explicit-mpm-accept"))).IncidentAsync(),
        ["prevention-refused-by-instance"] = RefusedAsync,
        ["prevention-taken-back"] = TakenBackAsync,
        ["prevention-rolled-back"] = RolledBackAsync,
        ["prevention-overtaken-by-the-outage"] = OvertakenAsync,
    };

    public static IEnumerable<string> Names => Plays.Keys;

    public static Task<Incident> PlayAsync(string name) => Plays[name]();

    private static Recording Later(Recording recording, int seconds) => recording
        .Replacing("time=1795437592", $"time={1795437592 + seconds}")
        .Replacing("uptime_seconds=1788", $"uptime_seconds={1788 + seconds}");

    private static async Task<Responder> LookedAtAsync(Recording found, PreventionMode prevention = PreventionMode.Fix)
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = prevention } };
        await responder.AskAsync(new ManualRequest(ManualAction.Prevent, Responder.Instance, Wait: false, null) { IsFromSweep = true, IsFromSchedule = true });
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(found));
        return responder;
    }

    private static async Task<Responder> ChangedAsync(Recording after)
    {
        Responder responder = await LookedAtAsync(Machine.AtRisk);
        responder.Time.Advance(TimeSpan.FromSeconds(6));
        await responder.EndAsync(Reports.Remediated(RecordedIncidents.Changed, Reload), after);
        return responder;
    }

    private static async Task<Incident> ResolvedAsync() => await (await ChangedAsync(Later(Machine.Reloaded, 14))).IncidentAsync();

    private static async Task<Incident> RefusedAsync()
    {
        Responder responder = await LookedAtAsync(Machine.AtRisk);
        responder.Time.Advance(TimeSpan.FromSeconds(3));
        await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=log-directory-missing", ""));
        return await responder.IncidentAsync();
    }

    /// <summary>It serves, and the mutex did not become a file.</summary>
    private static async Task<Incident> TakenBackAsync()
    {
        Recording notMoved = Later(Machine.Reloaded, 14).WithHeader("locks", "[locks exit=0]");
        Responder responder = await ChangedAsync(notMoved);
        for (int i = 0; i < responder.Policy.MaxVerifications; i++)
        {
            responder.Time.Advance(TimeSpan.FromSeconds(5));
            await responder.EndAsync(Reports.Inspected(notMoved));
        }

        responder.Time.Advance(TimeSpan.FromSeconds(5));
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Reload), Machine.WithYoungerChildren(Later(Machine.AtRisk, 40)));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RolledBackAsync()
    {
        Responder responder = await ChangedAsync(Later(Machine.Reloaded, 14));
        responder.Time.Advance(TimeSpan.FromMinutes(5));
        await responder.AskAsync(ManualAction.Rollback, RecordedIncidents.Approver);
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(Later(Machine.Reloaded, 318)));
        responder.Time.Advance(TimeSpan.FromSeconds(5));
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Reload), Machine.WithYoungerChildren(Later(Machine.AtRisk, 324)));
        return await responder.IncidentAsync();
    }

    /// <summary>The logout comes while the plan waits.</summary>
    private static async Task<Incident> OvertakenAsync()
    {
        Responder responder = await LookedAtAsync(Machine.AtRisk, PreventionMode.Approve);
        responder.Time.Advance(TimeSpan.FromMinutes(2));
        await responder.LineAsync();
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        return await responder.IncidentAsync();
    }
}
