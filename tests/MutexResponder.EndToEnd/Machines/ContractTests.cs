using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Machines;

/// <summary>
/// The doubles of the light lab are held to the real thing: contract.sh asks both the same, and the real answers are kept in
/// Recordings. <c>.ci/machines record</c> makes them anew.
/// </summary>
[Collection(nameof(OneMachineAtATime))]
public sealed class ContractTests(LabFixture lab, MachineFixture machines)
{
    private const string BlockMark = "## ";

    // What the light lab rather refuses than answers: it has no journal, no sessions, and no other property of logind's.
    private static readonly string[] s_mayRefuse = ["loginctl list-sessions", "journalctl -q", "busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager NoSuchProperty"];

    private static readonly string s_folder = Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Machines");
    private static readonly string s_recording = Path.Combine(s_folder, "Recordings", $"{MachineFixture.DefaultRelease}.txt");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RealMachine_AnswersAsRecorded()
    {
        MachineTree tree = (await machines.RequireAsync(lab)).Tree!;
        string answers = await AskAsync(tree);
        if (MachineFixture.Matrix == "record")
        {
            await File.WriteAllTextAsync(s_recording, answers, Token);
        }

        Assert.Equal(await File.ReadAllTextAsync(s_recording, Token), answers);
    }

    [Fact]
    public async Task LightInstance_AnswersLikeARealMachineOrRefuses()
    {
        lab.RequireLab();
        string[] light = Blocks(await AskAsync(null));
        string[] real = Blocks(await File.ReadAllTextAsync(s_recording, Token));

        Assert.Equal(real.Length, light.Length);
        Assert.All(real.Zip(light), pair =>
        {
            bool refuses = pair.Second.Contains("\nrefused\n", StringComparison.Ordinal);
            Assert.True(refuses ? s_mayRefuse.Any(pair.Second.StartsWith) : pair.First == pair.Second, $"a real machine:\n{pair.First}\nthe light lab:\n{pair.Second}");
        });
    }

    private static string[] Blocks(string answers) => [.. answers.Split(BlockMark).Skip(1)];

    private static async Task<string> AskAsync(MachineTree? tree)
    {
        await using LabHost host = await LabHost.StartAsync(tree, Token);
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec { UnitKillMode = UnitKillMode.ControlGroup }, Token);
        return await instance.ReadAsync(await File.ReadAllTextAsync(Path.Combine(s_folder, "contract.sh"), Token)) + "\n";
    }
}
