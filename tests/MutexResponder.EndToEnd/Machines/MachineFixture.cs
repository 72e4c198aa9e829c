using System.Collections.Concurrent;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Machines;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;

[assembly: AssemblyFixture(typeof(MachineFixture))]

namespace MutexResponder.EndToEnd.Machines;

/// <summary>The operating systems of the real machines: one is built, or taken from the cache, when the first test asks for it.</summary>
public sealed class MachineFixture
{
    /// <summary>The one that every run of the tests boots.</summary>
    public const string DefaultRelease = "bookworm";

    private readonly ConcurrentDictionary<string, Lazy<Task<MachineTree>>> _trees = [];

    /// <summary>A setting of .ci/machines: the whole matrix is run, and recordings are made where it says so.</summary>
    public static string? Matrix { get; } = Environment.GetEnvironmentVariable("MUTEX_LAB_MACHINES");

    /// <summary>What a rehearsal on real machines starts from; the test is skipped, with the reason, where there can be none.</summary>
    public async Task<RehearsalOptions> RequireAsync(LabFixture lab, string release = DefaultRelease)
    {
        ArgumentNullException.ThrowIfNull(lab);
        lab.RequireLab();
        try
        {
            MachineTree tree = await _trees.GetOrAdd(release, name => new(() => MachineTree.EnsureAsync(name, refresh: false, null, CancellationToken.None))).Value;
            return new RehearsalOptions { Tree = tree, Apache = new ApacheSpec { UnitKillMode = UnitKillMode.ControlGroup } };
        }
        catch (LabException problem)
        {
            Assert.Skip(problem.Message);
            throw;
        }
    }
}

/// <summary>A booting systemd is busy: the tests with real machines take turns, beside all others.</summary>
[CollectionDefinition(nameof(OneMachineAtATime))]
public sealed class OneMachineAtATime;
