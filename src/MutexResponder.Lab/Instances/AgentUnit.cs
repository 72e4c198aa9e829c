using System.Globalization;
using System.Text;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// The unit <c>mutex-lab-agent.service</c> of a machine with systemd, as whoever gives it work sees it: a folder on its disk, a new one for
/// each boot, with one directory a script (agent.sh says which files). While the unit is stopped, work waits for the next boot.
/// </summary>
internal sealed class AgentUnit(LabInstance instance)
{
    private const int KilledStatus = 137; // timeout -s KILL ends so
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    // Past the script's own limit: the unit writes the status a moment later.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private int _jobCount;

    /// <summary>Runs a POSIX shell script as root, as a child of the unit, with nothing of the lab's environment.</summary>
    /// <param name="script">The script's text.</param>
    /// <param name="timeout">When it is over, the script's process group is killed.</param>
    /// <param name="environment">Variables besides those that systemd gives every unit.</param>
    /// <param name="cancellationToken">Kills the script as well, and ends with an exception.</param>
    public async Task<ScriptResult> RunAsync(string script, TimeSpan timeout, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (instance.Current is not { } boot)
        {
            return ScriptResult.Down;
        }

        string folder = $"/var/lib/mutex-lab/jobs/{boot.BootId}";
        string job = string.Create(CultureInfo.InvariantCulture, $"{folder}/{Interlocked.Increment(ref _jobCount):000000}.job");
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout + Grace);
        try
        {
            while (!Directory.Exists(instance.DiskPath(folder)) && instance.Current == boot)
            {
                await Task.Delay(LookInterval, deadline.Token); // the unit makes it when it starts
            }

            Lay(boot.RootPath(job), script, timeout, environment);
            while (!File.Exists(instance.DiskPath(job + "/status")) && instance.Current == boot)
            {
                await Task.Delay(LookInterval, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Cancel(boot, job);
            cancellationToken.ThrowIfCancellationRequested();
            return Result(job, ScriptOutcome.TimedOut, -1);
        }
        catch (IOException) when (instance.Current != boot)
        {
            return ScriptResult.Down;
        }

        return int.TryParse(Read(job, "status").Text, NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            ? Result(job, status == KilledStatus ? ScriptOutcome.TimedOut : ScriptOutcome.Completed, status)
            : Result(job, ScriptOutcome.InstanceWentDown, -1);
    }

    /// <summary>In one move, so that the unit never sees half of it.</summary>
    private static void Lay(string job, string script, TimeSpan timeout, IReadOnlyDictionary<string, string> environment)
    {
        string draft = job + ".new";
        Directory.CreateDirectory(draft);
        File.WriteAllText(draft + "/script", script);
        File.WriteAllText(draft + "/environment", string.Concat(environment.Select(variable => $"{variable.Key}='{variable.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'\n")));
        File.WriteAllText(draft + "/limit", timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        Directory.Move(draft, job);
    }

    private static void Cancel(InstanceBoot boot, string job)
    {
        try
        {
            File.WriteAllText(boot.RootPath(job + "/cancel"), "");
        }
        catch (IOException)
        {
            // It was never laid, or the machine is gone and the script with it.
        }
    }

    private ScriptResult Result(string job, ScriptOutcome outcome, int exitCode)
    {
        (string stdout, bool stdoutCut) = Read(job, "stdout");
        (string stderr, bool stderrCut) = Read(job, "stderr");
        return new ScriptResult(outcome, exitCode, stdout, stderr, stdoutCut, stderrCut);
    }

    /// <summary>The file's start, also of a machine that is down; empty where it is not there.</summary>
    private (string Text, bool WasCut) Read(string job, string name)
    {
        try
        {
            using FileStream file = File.OpenRead(instance.DiskPath($"{job}/{name}"));
            byte[] start = new byte[Math.Min(file.Length, LabInstance.DefaultMaxOutputBytes)];
            int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            string text = Encoding.UTF8.GetString(start, 0, read);
            return (name == "status" ? text.Trim() : text, file.Length > read);
        }
        catch (IOException)
        {
            return ("", false);
        }
    }
}
