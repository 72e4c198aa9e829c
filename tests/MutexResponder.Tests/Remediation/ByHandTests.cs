using System.Diagnostics;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Remediation;

/// <summary>The lines for a person's shell do what the plan says, and nothing that stands in a name.</summary>
public sealed class ByHandTests
{
    private const string Shipped = "#Mutex file:${APACHE_LOCK_DIR} default\n";
    private const string Line = "Mutex file:${APACHE_LOCK_DIR} default";

    private static readonly ApacheInstallation s_debian = EvidenceReader.Read(Recording.Load("removed-prefork-orphan").ToString()).Evidence!.Apache!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Remedy.ConfAvailable, RecoveryKind.Reboot, """
        printf '\n%s\n' 'Mutex file:${APACHE_LOCK_DIR} default' | sudo tee -a /etc/apache2/conf-available/mutex-file.conf
        sudo a2enconf mutex-file
        sudo /usr/sbin/apache2ctl -t && sudo systemctl reboot
        """)]
    [InlineData(Remedy.Append, RecoveryKind.Reload, """
        sudo cp -p /etc/apache2/apache2.conf /etc/apache2/apache2.conf.before-mutex
        printf '\n%s\n' 'Mutex file:${APACHE_LOCK_DIR} default' | sudo tee -a /etc/apache2/apache2.conf
        sudo /usr/sbin/apache2ctl -t && sudo systemctl reload apache2
        """)]
    [InlineData(Remedy.None, RecoveryKind.Restart, """
        sudo /usr/sbin/apache2ctl -t && sudo systemctl stop apache2
        sudo ipcrm $(awk '$2 ~ /^(3|4)$/ && $1 == 0 && $3 == 600 && $4 == 1 && $7 == 0 { print "-s", $2 }' /proc/sysvipc/sem)
        sudo ss -ltnp
        sudo systemctl start apache2
        """)]
    public void Lines_AreThePlan(Remedy remedy, RecoveryKind recovery, string lines) =>
        Assert.Equal(lines.ReplaceLineEndings("\n"), string.Join('\n', ByHand.Lines(Of(remedy, recovery), s_debian)));

    [Fact]
    public void Lines_OfASourceBuild_NeedNoUnit() => Assert.Equal(
        "sudo /usr/local/apache2/bin/apachectl -t && sudo /usr/local/apache2/bin/apachectl -k graceful",
        ByHand.Lines(Of(Remedy.None, RecoveryKind.Reload), s_debian with { Layout = "local", ControlProgram = "/usr/local/apache2/bin/apachectl" })[^1]);

    [Fact]
    public void Lines_OfManySemaphores_AreShortEnoughToBeShownWhole()
    {
        Plan plan = Of(Remedy.None, RecoveryKind.Restart) with { RemoveSemaphores = [.. Enumerable.Range(int.MaxValue - Plan.MaxSemaphores, Plan.MaxSemaphores)] };
        string[] lines = [.. ByHand.Lines(plan, s_debian)];

        Assert.All(lines, line => Assert.InRange(line.Length, 1, ReportText.MaxLineChars));
        Assert.Equal(Plan.MaxSemaphores, lines.Where(line => line.StartsWith("sudo ipcrm ", StringComparison.Ordinal)).Sum(line => line.Split('|').Length));
    }

    /// <summary>Played in a real shell, with a stand-in for sudo, and for what only a machine with Apache has.</summary>
    [Theory]
    [InlineData("apache2.conf")]
    [InlineData("it's $(touch owned) `touch owned` \\ here.conf")]
    public async Task Lines_InAShell_WriteTheLine_AndNothingElseHappens(string name)
    {
        string folder = Directory.CreateTempSubdirectory("by-hand-").FullName;
        try
        {
            string file = Path.Combine(folder, name);
            ApacheInstallation apache = s_debian with { ControlProgram = "true" };
            await File.WriteAllTextAsync(file, "ServerRoot /etc\n" + Shipped, Cancellation);
            await RunAsync(folder, ByHand.Lines(Of(Remedy.Uncomment, RecoveryKind.Reload) with { FixFile = file }, apache));
            Assert.Equal($"ServerRoot /etc\n{Line}\n", await File.ReadAllTextAsync(file, Cancellation));
            Assert.Equal("ServerRoot /etc\n" + Shipped, await File.ReadAllTextAsync(file + ".before-mutex", Cancellation));

            await File.WriteAllTextAsync(file, "ServerRoot /etc", Cancellation);
            await RunAsync(folder, ByHand.Lines(Of(Remedy.Append, RecoveryKind.Reload) with { FixFile = file }, apache));
            Assert.Equal($"ServerRoot /etc\n{Line}\n", await File.ReadAllTextAsync(file, Cancellation));
            Assert.Equal([name, name + ".before-mutex"], Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
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

    private static async Task RunAsync(string folder, IEnumerable<string> lines)
    {
        string script = "sudo() { case $1 in systemctl) ;; *) \"$@\" ;; esac; }\n" + string.Join('\n', lines);
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-euc", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(Cancellation);
        string errors = await shell.StandardError.ReadToEndAsync(Cancellation);
        await output;
        await shell.WaitForExitAsync(Cancellation);
        Assert.True(shell.ExitCode == 0, errors);
    }
}
