using System.Diagnostics;
using System.Globalization;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Agent.Documents;
using MutexResponder.Lab.Instances;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>
/// The inspection beside many processes gives the same evidence whatever the machine's shell and awk are. A few hundred in each run of
/// the tests; .ci/processes asks for 30,000, more than fit into one argument list.
/// </summary>
public sealed class ManyProcessesTests(LabFixture lab)
{
    private const int MaxCount = 30_000;

    /// <summary>Only a machine that is busy for minutes needs more than two.</summary>
    private const int MaxAttempts = 20;

    private static readonly int s_count =
        int.TryParse(Environment.GetEnvironmentVariable("MUTEX_LAB_PROCESSES"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? Math.Min(count, MaxCount) : 400;

    private static readonly string[] s_awks = ["mawk", "gawk", "original-awk", "busybox"];

    private static readonly string[] s_shells = ["dash", "bash", "mksh", "busybox ash"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inspection_BesideManyProcesses_IsTheSameInEveryShellAndAwk()
    {
        lab.RequireLab();
        await PackagesForTests.Scripts.EnsureInstalledAsync(null, Token);
        await using LabInstance instance = await lab.StartInstanceAsync();

        // A pool that never changes: the inspection's own requests would else make Apache start and end children.
        await instance.ReadAsync("printf 'ServerLimit 5\nMaxRequestWorkers 5\nStartServers 5\nMinSpareServers 1\nMaxSpareServers 5\n' >/etc/apache2/conf-enabled/pool.conf; systemctl restart apache2");
        await instance.WaitUntilAsync("[ \"$(pgrep -cx apache2)\" -eq 6 ]");
        // systemd's double looks at every process, byte by byte; what it stands for does not.
        await instance.ReadAsync("rm -f /usr/bin/systemctl /usr/sbin/systemctl /bin/systemctl; hash -r; ! command -v systemctl");

        // The machine's smallest shell, forked, each waiting for a line that never comes; by the hundred, for a shell remembers each child in each later one.
        await instance.ReadAsync($$"""
            mkfifo /root/never; exec 3<>/root/never
            crowd=0; while [ $crowd -lt {{(s_count + 99) / 100}} ]; do
              crowd=$((crowd + 1)); (one=0; while [ $one -lt 99 ]; do one=$((one + 1)); (read -r line <&3) & done; read -r line <&3) &
            done >/dev/null 2>&1
            """);
        await instance.WaitUntilAsync($"[ \"$(ls /proc | grep -c '^[0-9]')\" -ge {s_count} ]");
        string script = SsmDocumentParser.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "infra", "ssm", "inspect.yaml"), Token)).Document!.Steps[0].Script;
        await instance.ReadAsync($"cat >/root/collect.sh <<'END OF SCRIPT'\n{script}\nEND OF SCRIPT");

        string? first = null;
        foreach (string awk in s_awks)
        {
            await instance.ReadAsync($"ln -sfn \"$(command -v {awk})\" /etc/alternatives/awk; echo 1 | awk '{{ print }}'");
            foreach (string shell in s_shells)
            {
                // On a machine that is busy besides, one of the script's own time limits may cut a look short: that is looked at again, and the first one counts
                // where two agree that saw the site answer.
                string evidence = "";
                string[] lines = [];
                string sorted = "";
                for (int attempt = 1; attempt <= MaxAttempts && (sorted.Length == 0 || sorted != first); attempt++)
                {
                    string before = sorted;
                    long begun = Stopwatch.GetTimestamp();
                    evidence = await instance.ReadAsync($"{shell} /root/collect.sh");
                    TestContext.Current.SendDiagnosticMessage($"{s_count} processes, {shell}, {awk}: {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s");
                    lines = [.. evidence.Split('\n').Where(line => !line.StartsWith("|time=", StringComparison.Ordinal) && !line.StartsWith("|uptime_seconds=", StringComparison.Ordinal))];

                    // Apache dumps its mutexes in another order each time.
                    sorted = string.Join('\n', lines.Order(StringComparer.Ordinal));
                    first ??= sorted == before && lines.Any(line => line.Contains("status=200", StringComparison.Ordinal)) ? sorted : null;
                }

                Assert.True(first == sorted, $"{shell} with {awk}, without {Others(first ?? "", sorted)}, with {Others(sorted, first ?? "")}:\n{evidence}");
                Assert.Contains(lines, line => line.EndsWith(" parent", StringComparison.Ordinal));
            }
        }
    }

    private static string Others(string lines, string than) => string.Join(" / ", lines.Split('\n').Except(than.Split('\n')));
}
