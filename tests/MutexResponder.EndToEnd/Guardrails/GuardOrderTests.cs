using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>In which order <c>recover.sh</c> asks: the table is the one that the simulation's double is held to.</summary>
public sealed class GuardOrderTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Recoveries => ["reboot", "restart", "reload"];

    [Theory]
    [MemberData(nameof(Recoveries))]
    public async Task Script_AnswersAsTheTableSays(string recovery)
    {
        string table = Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.Simulation", "Documents", "guards.tsv");
        string[][] rows = [.. (await File.ReadAllLinesAsync(table, Token)).Skip(1).Select(line => line.Split('\t')).Where(row => row[0] == recovery)];
        Assert.NotEmpty(rows);
        await using LabHost host = await lab.StartHostAsync();
        List<string> answers = [];
        foreach (string[] row in rows)
        {
            answers.Add($"{row[1]}: {await AnswerAsync(await host.CreateInstanceAsync(new ApacheSpec(), Token), recovery, row[1].Split(','))}");
        }

        Assert.Equal(rows.Select(row => $"{row[1]}: {row[2]}"), answers);
    }

    private static async Task<string> AnswerAsync(LabInstance instance, string recovery, string[] facts)
    {
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        foreach (string fact in facts.Where(fact => fact != "old"))
        {
            await instance.ReadAsync(Become(instance, ordered, fact));
        }

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: recovery, validUntilUptime: facts.Contains("old") ? 0 : null);
        Assert.True(result is not null, run.ToString());
        return $"{result.Status} {result.Reason}";
    }

    private static string Become(LabInstance instance, Evidence ordered, string fact) => fact switch
    {
        "marked" => $"""
            umask 077; state=/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}; mkdir -p $state
            echo {ordered.BootId} >$state/reboot-from
            echo {ordered.BootId} {ordered.ExpectedParent} >$state/reload-from
            echo {ordered.BootId} {ordered.ExpectedParent} done >$state/restart-from
            """,
        "stopped" => "systemctl stop apache2; until ! pgrep -x apache2; do sleep 0.05; done",
        "restarted" => "systemctl restart apache2",
        "edited" => "echo '# by hand' >>/etc/apache2/ports.conf",
        "broken" => "echo NoSuchDirective >>/etc/apache2/ports.conf",
        "gone" => "mv /usr/lib/apache2/modules/mod_mime.so /root/",
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "no such fact"),
    };
}
