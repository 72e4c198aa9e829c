using MutexResponder.Incidents;

namespace MutexResponder.Simulation.Function;

/// <summary>One invocation of the function, and what it did, for the invariants.</summary>
/// <param name="Number">Counted over the run.</param>
/// <param name="Name">What started it.</param>
/// <param name="Policy">As it was deployed when it began.</param>
internal sealed record Invocation(int Number, string Name, Policy Policy)
{
    public const string LogLines = "log lines";

    public bool IsLogDelivery => Name == LogLines;

    /// <summary>Killed or over: nothing it waits for will ever reach it.</summary>
    public bool IsDead { get; set; }

    public bool WasKilled { get; private set; }

    /// <summary>When a call of it last failed; null where none did. Virtual time.</summary>
    public TimeSpan? FailedAt { get; set; }

    /// <summary>Its host's clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Told when it is killed.</summary>
    public Action Killed { get; set; } = () => { };

    /// <summary>When it last asked SSM for a comment: virtual time, by comment.</summary>
    public Dictionary<string, TimeSpan> Lookups { get; } = [];

    /// <summary>When EC2 and the switch last told it about each instance, and whether they had no objection then.</summary>
    public Dictionary<InstanceId, (TimeSpan At, string? Objection)> Clearances { get; } = [];

    /// <summary>When it last wrote each instance's record.</summary>
    public Dictionary<InstanceId, TimeSpan> Saves { get; } = [];

    public void Kill()
    {
        if (!IsDead)
        {
            IsDead = true;
            WasKilled = true;
            Killed();
        }
    }
}
