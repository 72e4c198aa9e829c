using MutexResponder.EndToEnd;
using MutexResponder.EndToEnd.Causes;
using MutexResponder.EndToEnd.Guardrails;
using MutexResponder.EndToEnd.Machines;
using MutexResponder.EndToEnd.Rehearsals;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace MutexResponder.EndToEnd;

/// <summary>
/// Starts the classes that take longest first: one that started last would run on alone while a processor idles. If the list goes out of
/// date, a run takes longer, and nothing else.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_long =
    [
        nameof(ReloadStepTests), nameof(MidReloadTests), nameof(HostileCrowdTests), nameof(ReloadUnderLoadTests), nameof(OneMachineAtATime),
        nameof(OutlivedOrderTests), nameof(InterruptedChangeTests), nameof(CauseTests), nameof(RestartStepTests), nameof(ApplyStepTests),
        nameof(InterruptTests), nameof(OutageTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        return [.. testCollections.OrderBy(collection => Array.FindIndex(s_long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is var place and >= 0 ? place : s_long.Length)];
    }
}
