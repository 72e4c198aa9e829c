using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Simulation.Machines;
using MutexResponder.Simulation.Time;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;
using Machine = MutexResponder.Simulation.Machines.Machine;

namespace MutexResponder.Tests.Simulation;

/// <summary>
/// The simulated machine, brought into the states of the recordings, gives the evidence of the real one: every field that
/// is read from it, apart from ids, pids and times.
/// </summary>
public partial class RecordedEvidenceTests
{
    /// <summary>What tells one machine or moment from another and nothing else.</summary>
    private static readonly ImmutableHashSet<string> Identities = [nameof(Evidence.BootId), nameof(Evidence.TakenAt), nameof(Evidence.KernelStartedAt), nameof(Evidence.UptimeSeconds), nameof(Evidence.ParentStartedAt), nameof(Evidence.LoadedAtSeconds), nameof(Evidence.ExpectedParent)];

    /// <summary>Fields whose numbers are pids, semids, times or the hash; their number and form must agree.</summary>
    private static readonly ImmutableHashSet<string> Numbered =
    [
        nameof(Evidence.Processes), nameof(Evidence.Parent), nameof(Evidence.ParentIdentity), nameof(Evidence.Orphans), nameof(Evidence.PidFilePid), nameof(Evidence.Listeners), nameof(Evidence.Semaphores),
        nameof(Evidence.ApacheSemaphores), nameof(Evidence.ListedSemaphores), nameof(Evidence.LeftoverSemaphores), nameof(Evidence.IpcsText), nameof(Evidence.SessionEnds), nameof(Evidence.ErrorLog),
    ];

    public static TheoryData<string> States => ["healthy-sysvsem-prefork", "removed-prefork-orphan", "removed-worker-loop", "fixed-on-disk-not-running", "fixed-and-running"];

    [Theory]
    [MemberData(nameof(States))]
    public void SimulatedMachine_InARecordedState_GivesTheRecordedEvidence(string state)
    {
        Evidence recorded = Read(Recording.Load(state).ToString());
        Evidence simulated = Read(Simulate(state));

        foreach (PropertyInfo property in typeof(Evidence).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !Identities.Contains(p.Name)))
        {
            Assert.Equal($"{property.Name}: {Shape(property, recorded)}", $"{property.Name}: {Shape(property, simulated)}");
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void SimulatedMachine_InARecordedState_IsDiagnosedAlike(string state)
    {
        DiagnosisResult recorded = Diagnose(Recording.Load(state).ToString());
        DiagnosisResult simulated = Diagnose(Simulate(state));

        Assert.Equal((recorded.Verdict, recorded.ReasonCode), (simulated.Verdict, simulated.ReasonCode));
        Assert.Equal(recorded.Findings.Select(f => f.Code), simulated.Findings.Select(f => f.Code));
    }

    private static DiagnosisResult Diagnose(string text) => Diagnoser.Diagnose(Read(text), [], RecoveryKind.Reboot, RemedyStyle.ConfAvailable);

    private static Evidence Read(string text)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(text);
        return evidence ?? throw new InvalidOperationException(error!.InEnglish);
    }

    private static string Simulate(string state)
    {
        var queue = new EventQueue();
        bool isWorker = state.Contains("worker", StringComparison.Ordinal);
        var machine = new Machine(InstanceId.Parse("i-0abc1234def567890"), queue, new Prng(1))
        {
            Mpm = isWorker ? "worker" : "prefork",
            Hostname = isWorker ? "w" : "a",
        };
        machine.Boot();
        Wait(5);
        machine.StartApache();
        Wait(5);
        if (state != "healthy-sysvsem-prefork")
        {
            machine.EndSession();
            Wait(2);
        }

        if (state.StartsWith("fixed", StringComparison.Ordinal))
        {
            machine.Config = machine.Config with { Fix = FixState.Full };
        }

        if (state == "fixed-and-running")
        {
            machine.KillOrphan();
            machine.StartApache();
            Wait(1);
        }

        return EvidenceText.Of(machine, queue.Elapsed);

        void Wait(int seconds)
        {
            queue.After(TimeSpan.FromSeconds(seconds), () => { });
            queue.TryStep();
        }
    }

    /// <summary>A value in words. Lists whose order is the machine's own choice are sorted.</summary>
    private static string Shape(PropertyInfo property, Evidence evidence)
    {
        object? value = property.GetValue(evidence);
        IEnumerable<string> parts = value switch
        {
            null => ["null"],
            string text => [text],
            System.Collections.IEnumerable items => items.Cast<object>().Select(InWords),
            _ => [InWords(value)],
        };
        if (property.Name is nameof(Evidence.MutexSettings) or nameof(Evidence.Probes) or nameof(Evidence.Listeners))
        {
            parts = parts.Order(StringComparer.Ordinal);
        }

        string all = string.Join("; ", parts);
        return Numbered.Contains(property.Name) ? Number().Replace(all, "#") : property.Name == nameof(Evidence.ConfigHash) ? $"{all.Length} digits" : all;
    }

    private static string InWords(object item) => item switch
    {
        // Which error the dying worker's port gives is chance; that it gives none is not.
        HttpProbe probe => string.Create(CultureInfo.InvariantCulture, $"{probe.Port} {probe.Scheme} {probe.Status}"),
        ListeningSocket socket => string.Create(CultureInfo.InvariantCulture, $"port-{socket.Port:x}-held-by-{string.Join('+', socket.ApachePids)}"),
        LoggedLine line => $"{line.Signal?.Kind}/{line.Signal?.Confidence}/{line.IsStart}/{line.IsOrderlyStop}/{Time().Replace(line.Text, "[#]")}",
        string session => SyslogTime().Replace(session, "#"),
        _ => item.ToString()!,
    };

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\[[^\]]*\]")]
    private static partial Regex Time();

    [GeneratedRegex(@"^\w{3} \d+ [\d:]+")]
    private static partial Regex SyslogTime();
}
