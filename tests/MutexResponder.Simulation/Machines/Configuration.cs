using System.Globalization;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Machines;

/// <summary>Apache's configuration on disk, as far as it matters here.</summary>
internal sealed record Configuration
{
    /// <summary>What people changed, counted.</summary>
    public int Revision { get; init; }

    public FixState Fix { get; init; }

    /// <summary>A person wrote the file mutex into the main file.</summary>
    public bool FixedByHand { get; init; }

    /// <summary>The configuration test fails: by what somebody wrote, or by a module's file that is gone, which no hash of the configuration shows.</summary>
    public bool IsBroken { get; init; }

    /// <summary>A later line for the default mutex undoes ours; it stands in a file that the packaged layout does not include, so no evidence shows it.</summary>
    public bool OverridesDefault { get; init; }

    public bool IsImmune => FixedByHand || (Fix == FixState.Full && !OverridesDefault);

    /// <summary>64 hexadecimal digits that differ where the content differs.</summary>
    public string Hash
    {
        get
        {
            ulong state = (ulong)Revision * 16 + (ulong)Fix * 4 + (FixedByHand ? 2UL : 0) + (OverridesDefault ? 1UL << 40 : 0);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Prng.SplitMix(ref state):x16}{Prng.SplitMix(ref state):x16}{Prng.SplitMix(ref state):x16}{Prng.SplitMix(ref state):x16}");
        }
    }
}
