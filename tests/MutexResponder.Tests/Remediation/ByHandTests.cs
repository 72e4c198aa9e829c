using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Remediation;

/// <summary>The lines for a person's shell do what the plan says, and nothing that stands in a name.</summary>
[SupportedOSPlatform("linux")]
public sealed class ByHandTests
{
    private const string Shipped = "#Mutex file:${APACHE_LOCK_DIR} default\n";
    private const string Line = "Mutex file:${APACHE_LOCK_DIR} default";
    private const string Shown = "Mutex default: dir=\"/run/lock/apache2/\" mechanism=";

    private static readonly Evidence s_debian = EvidenceReader.Read(Recording.Load("removed-prefork-orphan").ToString()).Evidence! with
    {
        TakenAt = DateTimeOffset.FromUnixTimeSeconds(1_764_000_000),
        Processes = [new ApacheProcess(170, 1, 1001, 'S', 4211, ProcessRole.Orphan), new ApacheProcess(169, 1, 0, 'S', 4200, ProcessRole.Parent)],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Shells => [.. new[] { "/bin/sh", "/bin/bash", "/bin/zsh" }.Where(File.Exists)];

    [Theory]
    [InlineData(Remedy.ConfAvailable, RecoveryKind.Reboot, """
        sudo grep -qsxF 'Mutex file:${APACHE_LOCK_DIR} default' /etc/apache2/conf-available/mutex-file.conf || printf '\n%s\n' 'Mutex file:${APACHE_LOCK_DIR} default' | sudo tee -a /etc/apache2/conf-available/mutex-file.conf
        sudo a2enconf mutex-file
        sudo /usr/sbin/apache2ctl -t -D DUMP_RUN_CFG | grep -E '^Mutex default:.*=(fcntl|flock)' && sudo systemctl reboot
        """)]
    [InlineData(Remedy.Append, RecoveryKind.Reload, """
        sudo cp -pn /etc/apache2/apache2.conf /etc/apache2/apache2.conf.before-mutex
        sudo grep -qsxF 'Mutex file:${APACHE_LOCK_DIR} default' /etc/apache2/apache2.conf || printf '\n%s\n' 'Mutex file:${APACHE_LOCK_DIR} default' | sudo tee -a /etc/apache2/apache2.conf
        sudo /usr/sbin/apache2ctl -t -D DUMP_RUN_CFG | grep -E '^Mutex default:.*=(fcntl|flock)' && sudo systemctl reload apache2
        """)]
    [InlineData(Remedy.None, RecoveryKind.Restart, """
        sudo sh -c 'cat /proc/[0-9]*/stat' 2>/dev/null | awk '$1":"$22 ~ /^(170:4211)$/ { print $1 }' | xargs -r sudo kill
        awk '$2 ~ /^(3|4)$/ && $1 == 0 && $3 == 600 && $4 == 1 && $7 == 0 && $10 < 1764000000 { print "-s", $2 }' /proc/sysvipc/sem | xargs -r sudo ipcrm
        sudo /usr/sbin/apache2ctl -t && sudo systemctl restart apache2
        """)]
    public void Lines_AreThePlan(Remedy remedy, RecoveryKind recovery, string lines) =>
        Assert.Equal(lines.ReplaceLineEndings("\n"), string.Join('\n', ByHand.Lines(Of(remedy, recovery), s_debian)));

    /// <summary>Its stop fails where the parent is dead, and returns before one that lives has ended: a start after it would do nothing.</summary>
    [Theory]
    [InlineData(RecoveryKind.Reload, "graceful")]
    [InlineData(RecoveryKind.Restart, "restart")]
    public void Lines_OfASourceBuild_NeedNoUnit_AndNoStopBeforeTheStart(RecoveryKind recovery, string order)
    {
        ApacheInstallation local = s_debian.Apache! with { Layout = "local", ControlProgram = "/usr/local/apache2/bin/apachectl" };
        foreach (ApacheInstallation apache in (ApacheInstallation[])[local, local with { Layout = "debian", Unit = "" }])
        {
            string[] lines = [.. ByHand.Lines(Of(Remedy.None, recovery), s_debian with { Apache = apache })];

            Assert.Equal($"sudo /usr/local/apache2/bin/apachectl -t && sudo /usr/local/apache2/bin/apachectl -k {order}", lines[^1]);
            if (recovery == RecoveryKind.Restart)
            {
                Assert.EndsWith(" -k start", ByHand.Lines(Of(Remedy.None, recovery), s_debian with { Apache = apache, Processes = [] })[^1], StringComparison.Ordinal);
            }

            Assert.DoesNotContain(lines, line => line.Contains(" stop", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Lines_OfManySemaphoresAndOrphans_AreShortEnoughToBeShownWhole_AndFewEnough()
    {
        Plan plan = Of(Remedy.None, RecoveryKind.Restart) with { RemoveSemaphores = [.. Enumerable.Range(int.MaxValue - Plan.MaxSemaphores, Plan.MaxSemaphores)] };
        Evidence evidence = s_debian with { Processes = [.. Enumerable.Range(4_194_000, 300).Select(pid => new ApacheProcess(pid, 1, 1001, 'S', 999_999_999_999, ProcessRole.Orphan))] };
        string[] lines = [.. ByHand.Lines(plan, evidence)];

        Assert.All(lines, line => Assert.InRange(line.Length, 1, ReportText.MaxLineChars));
        Assert.InRange(lines.Length, 1, ReportText.MaxLines);
        Assert.Equal(Plan.MaxSemaphores, lines.Where(line => line.EndsWith("sudo ipcrm", StringComparison.Ordinal)).Sum(line => line[..line.IndexOf(')', StringComparison.Ordinal)].Split('|').Length));
    }

    /// <summary>Played in real shells, with a stand-in for sudo and for what only a machine with Apache has; twice, as a person may paste it.</summary>
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Lines_InAShell_WriteTheLineOnce_KeepTheFirstBackup_AndNothingElseHappens(string shell)
    {
        foreach (string name in (string[])["apache2.conf", "it's $(touch owned) `touch owned` \\ here.conf"])
        {
            await InAFolderAsync(async folder =>
            {
                string file = Path.Combine(folder, name);
                await File.WriteAllTextAsync(file, "ServerRoot /etc\n" + Shipped, Cancellation);
                await RunTwiceAsync(shell, folder, Of(Remedy.Uncomment, RecoveryKind.Reload) with { FixFile = file });
                Assert.Equal($"ServerRoot /etc\n{Line}\n", await File.ReadAllTextAsync(file, Cancellation));
                Assert.Equal("ServerRoot /etc\n" + Shipped, await File.ReadAllTextAsync(file + ".before-mutex", Cancellation));

                File.Delete(file + ".before-mutex");
                await File.WriteAllTextAsync(file, "ServerRoot /etc", Cancellation);
                await RunTwiceAsync(shell, folder, Of(Remedy.Append, RecoveryKind.Reload) with { FixFile = file });
                Assert.Equal($"ServerRoot /etc\n{Line}\n", await File.ReadAllTextAsync(file, Cancellation));
                Assert.Equal("ServerRoot /etc", await File.ReadAllTextAsync(file + ".before-mutex", Cancellation));
                Assert.Equal([name, name + ".before-mutex"], Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

                await RunTwiceAsync(shell, folder, Of(Remedy.ConfD, RecoveryKind.Reload) with { FixFile = file + ".new" });
                Assert.Equal($"\n{Line}\n", await File.ReadAllTextAsync(file + ".new", Cancellation));
            });
        }
    }

    /// <summary>A pasted block goes on, whatever one of its lines did: the last one looks for itself.</summary>
    [Theory]
    [MemberData(nameof(Shells))]
    public Task Lines_InAShell_WhereApacheDoesNotShowTheMutex_RestartNothing(string shell) => InAFolderAsync(async folder =>
    {
        Evidence evidence = s_debian with { Processes = [], Apache = s_debian.Apache! with { ControlProgram = "apachectl" } };
        string[] lines = [.. ByHand.Lines(Of(Remedy.ConfD, RecoveryKind.Restart) with { FixFile = Path.Combine(folder, "mutex.conf"), RemoveSemaphores = [] }, evidence)];
        string[] printed = await RunAsync(shell, folder, [.. lines, "echo end"], "sysvsem");

        Assert.Contains("end", printed);
        Assert.DoesNotContain(printed, line => line.StartsWith("did ", StringComparison.Ordinal));
    });

    /// <summary>A configuration that is kept elsewhere stays one.</summary>
    [Theory]
    [InlineData(Remedy.Uncomment)]
    [InlineData(Remedy.Append)]
    public Task Lines_InAShell_ChangeWhatALinkLeadsTo_AndLeaveTheLink(Remedy remedy) => InAFolderAsync(async folder =>
    {
        (string file, string link) = (Path.Combine(folder, "kept.conf"), Path.Combine(folder, "apache2.conf"));
        await File.WriteAllTextAsync(file, Shipped, Cancellation);
        File.CreateSymbolicLink(link, file);
        await RunTwiceAsync("/bin/sh", folder, Of(remedy, RecoveryKind.Reload) with { FixFile = link });

        Assert.Equal(file, File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName);
        Assert.Equal([Line], (await File.ReadAllLinesAsync(file, Cancellation)).Where(line => line == Line));
        Assert.Equal(Shipped, await File.ReadAllTextAsync(link + ".before-mutex", Cancellation));
    });

    /// <summary>The orphan of the inspection is ended; one with its pid alone, as after a boot, is not it.</summary>
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Lines_InAShell_EndTheOrphanAndNoOtherProcess(string shell)
    {
        using Process orphan = Process.Start("/bin/sleep", "600");
        using Process another = Process.Start("/bin/sleep", "600");
        try
        {
            Evidence evidence = s_debian with { Processes = [Seen(orphan, 0), Seen(another, -1)] };
            await InAFolderAsync(folder => RunTwiceAsync(shell, folder, Of(Remedy.None, RecoveryKind.Restart) with { RemoveSemaphores = [] }, evidence));

            await orphan.WaitForExitAsync(Cancellation);
            Assert.False(another.HasExited);
        }
        finally
        {
            orphan.Kill();
            another.Kill();
        }

        static ApacheProcess Seen(Process process, long later) => new(
            process.Id, 1, 1001, 'S', long.Parse(File.ReadAllText($"/proc/{process.Id}/stat").Split(' ')[21], CultureInfo.InvariantCulture) + later, ProcessRole.Orphan);
    }

    private static Task RunTwiceAsync(string shell, string folder, Plan plan) => RunTwiceAsync(shell, folder, plan, s_debian);

    private static async Task RunTwiceAsync(string shell, string folder, Plan plan, Evidence evidence)
    {
        string[] lines = [.. ByHand.Lines(plan, evidence with { Apache = evidence.Apache! with { ControlProgram = "apachectl" } })];
        string[] once = [plan.Remedy == Remedy.None ? "-t" : Shown + "fcntl", $"did {(plan.Recovery == RecoveryKind.Reload ? "reload" : "restart")} apache2"];
        Assert.Equal([.. once, .. once], (await RunAsync(shell, folder, [.. lines, .. lines])).Where(line => line.StartsWith("Mutex default:", StringComparison.Ordinal) || line.StartsWith("did ", StringComparison.Ordinal) || line == "-t"));
    }

    private static async Task InAFolderAsync(Func<string, Task> play)
    {
        string folder = Directory.CreateTempSubdirectory("by-hand-").FullName;
        try
        {
            await play(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Plan Of(Remedy remedy, RecoveryKind recovery) => new(remedy, recovery, default, default, [3, 4])
    {
        FixFile = remedy switch { Remedy.None => "", Remedy.ConfAvailable => "/etc/apache2/conf-available/mutex-file.conf", _ => "/etc/apache2/apache2.conf" },
        FixLine = remedy == Remedy.None ? "" : Line,
    };

    /// <returns>What it printed.</returns>
    private static async Task<string[]> RunAsync(string shell, string folder, IEnumerable<string> lines, string mechanism = "fcntl")
    {
        string programs = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;

        // A copy that is not to overwrite ends with 1 where the target is there, from coreutils 9.2 to 9.4; -e below would take it for a failure.
        // So it would an orphan, ended by the first pass, that its parent reaps between the second one's look and its order.
        await ProgramAsync("sudo", "case $1 in systemctl) echo \"did $2 $3\" ;; cp) \"$@\" || [ -e \"$4\" ] ;; kill) \"$@\" || [ ! -e \"/proc/$2\" ] ;; *) exec \"$@\" ;; esac");
        await ProgramAsync("apachectl", $"case $* in *DUMP*) echo '{Shown}{mechanism}' ;; *) echo \"$*\" ;; esac");
        ProcessStartInfo info = new(shell, ["-euc", string.Join('\n', lines)]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["PATH"] = $"{programs}:{info.Environment["PATH"]}";
        using Process running = Process.Start(info)!;
        Task<string> output = running.StandardOutput.ReadToEndAsync(Cancellation);
        string errors = await running.StandardError.ReadToEndAsync(Cancellation);
        await running.WaitForExitAsync(Cancellation);
        Assert.True(running.ExitCode == 0, errors);
        return (await output).Split('\n');

        async Task ProgramAsync(string name, string text)
        {
            string file = Path.Combine(programs, name);
            await File.WriteAllTextAsync(file, "#!/bin/sh\n" + text + "\n", Cancellation);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
