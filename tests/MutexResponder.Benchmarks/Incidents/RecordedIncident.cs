using MutexResponder.Lab.Agent;

namespace MutexResponder.Benchmarks.Incidents;

/// <summary>
/// A machine that has the outage, from recordings of real ones: it says what the scripts said there, at once. What is left of an
/// incident's time is the responder's own.
/// </summary>
internal static class RecordedIncident
{
    /// <summary>What a <see cref="ScriptedMachine"/> calls it.</summary>
    private const string FirstBoot = "boot-1";

    /// <summary>The agent is to reboot, and to run the step again.</summary>
    private const int RebootExit = 194;

    private const string Applied = "#result step=apply status=changed reason=applied remedy=conf-available\n";
    private const string Recovered = "#result step=recover status=recovered reason=reboot\n";

    private static readonly string Removed = Recording("removed-prefork-orphan");
    private static readonly string Fixed = AfterTheFix(Recording("healthy-sysvsem-prefork"));

    /// <summary>When the recorded machine logged its AH00144.</summary>
    public static DateTimeOffset LoggedAt { get; } = DateTimeOffset.FromUnixTimeSeconds(1_795_437_590);

    public static string LogLine => "[Mon Nov 23 13:19:50.123456 2026] [mpm_prefork:emerg] [pid 74:tid 74] (43)Identifier removed: AH00144: couldn't grab the accept mutex";

    /// <summary>Recorded output of the collect script, <c>tests/MutexResponder.Tests/Diagnosis/Recordings/NAME.txt</c>.</summary>
    public static string Recording(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recordings", name + ".txt"));

    public static ScriptRun Run(ScriptCall call)
    {
        bool wasRebooted = call.BootId != FirstBoot;
        if (call.Script.Contains("step=apply", StringComparison.Ordinal))
        {
            return ScriptRun.Ended(0, Applied);
        }

        if (call.Script.Contains("step=recover", StringComparison.Ordinal))
        {
            return wasRebooted
                ? ScriptRun.Ended(0, Recovered)
                : ScriptRun.Ended(RebootExit, "#result step=recover status=rebooting reason=scheduled\n");
        }

        // Behind the evidence of after the change, the document tells the results of the steps before it again.
        return ScriptRun.Ended(0, wasRebooted ? $"{Fixed}\n{Applied}{Recovered}" : Removed);
    }

    /// <summary>A healthy machine's recording as that machine would be after the fix: another boot, file locks, no semaphore of Apache's.</summary>
    private static string AfterTheFix(string healthy)
    {
        const string BootMark = "|boot_id=";
        string[] lines = healthy.Split('\n');
        string boot = lines.First(line => line.StartsWith(BootMark, StringComparison.Ordinal))[BootMark.Length..];
        return string.Join('\n', lines.Where(line => !IsArrayOfApache(line)))
            .Replace("mechanism=sysvsem", "mechanism=fcntl", StringComparison.Ordinal)
            .Replace(boot, "11111111-2222-4333-8444-555555555555", StringComparison.Ordinal);
    }

    /// <summary>A line of /proc/sysvipc/sem: key 0, an id, mode 600.</summary>
    private static bool IsArrayOfApache(string line) => line.StartsWith("|0 ", StringComparison.Ordinal) && line.Split(' ') is [_, _, "600", ..];
}
