using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Simulation;
using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Documents;
using MutexResponder.Simulation.Machines;
using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Runs;
using MutexResponder.Simulation.Scenarios;

namespace MutexResponder.Tests.Simulation;

/// <summary>The double of <c>recover.sh</c> asks in the order of the real one: the end-to-end test of the same name holds the script to the same table.</summary>
public class GuardOrderTests
{
    public static TheoryData<string, string, string> Rows
    {
        get
        {
            using var reader = new StreamReader(typeof(Recover).Assembly.GetManifestResourceStream("guards.tsv")!);
            string[][] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t'))];
            return [.. rows.Select(row => (row[0], row[1], row[2]))];
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Double_AnswersAsTheScript(string recovery, string facts, string answer) =>
        Assert.Equal(answer, SingleThread.Run(() => Answer(recovery, facts.Split(','))));

    private static string Answer(string recovery, string[] facts)
    {
        var world = new World(new Scenario { Seed = 1 }, Mutant.None);
        Instance instance = world.Instances.Values.Single();
        Machine machine = instance.Machine;
        instance.PowerOn();
        while (!machine.SiteAnswers)
        {
            Assert.True(world.Queue.TryStep(), "Apache never started");
        }

        Evidence ordered = EvidenceReader.Read(EvidenceText.Of(machine, world.Queue.Elapsed)).Evidence!;
        IncidentId incident = IncidentId.Of(world.Queue.Now, machine.Id);
        ImmutableDictionary<string, string> parameters = ImmutableDictionary<string, string>.Empty
            .Add("IncidentId", incident.ToString())
            .Add("ExpectedBootId", ordered.BootId.ToString())
            .Add("ExpectedConfigHash", ordered.ConfigHash!.Value.ToString())
            .Add("ExpectedParent", ordered.ExpectedParent.ToString())
            .Add("ValidUntilUptime", facts.Contains("old") ? "0" : long.MaxValue.ToString(CultureInfo.InvariantCulture))
            .Add("Remedy", "conf-available")
            .Add("Recovery", recovery);
        var request = new CommandRequest(machine.Id, CommandKind.Remediate, parameters, $"{incident} remediate 1", TimeSpan.FromMinutes(1));
        Change change = Change.Of(request);
        foreach (string fact in facts)
        {
            Become(machine, change, fact);
        }

        var command = new SimulatedCommand("1", request, world.Queue.Elapsed, world.Queue.Elapsed);
        new Recover(new CommandRun(world, instance, command), change).Run();
        Assert.Null(world.Violation);
        string[] told = command.Steps.Single().Stdout.Split(' ');
        return $"{told[2]["status=".Length..]} {told[3]["reason=".Length..]}";
    }

    private static void Become(Machine machine, Change change, string fact)
    {
        StateDirectory state = machine.StateOf(change.IncidentId);
        switch (fact)
        {
            case "old":
                break;
            case "marked":
                state.RebootFrom = machine.BootId;
                state.ReloadedFor = state.RestartOrder = $"{machine.BootId} {change.OrderedParent}";
                state.RestartFound = "done";
                break;
            case "stopped":
                machine.StopApache("others");
                break;
            case "restarted":
                machine.StopApache("others");
                machine.StartApache();
                break;
            case "edited":
                machine.Config = machine.Config with { Revision = machine.Config.Revision + 1 };
                break;
            case "broken":
                machine.Config = machine.Config with { Revision = machine.Config.Revision + 1, IsBroken = true };
                break;
            case "gone":
                machine.Config = machine.Config with { IsBroken = true };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fact), fact, "no such fact");
        }
    }
}
