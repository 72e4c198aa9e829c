using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>One rehearsal: what is set up, what goes wrong, and what the stack allows.</summary>
public sealed record RehearsalOptions
{
    /// <summary>Instances that fail at once. Bounded by what one small machine can boot.</summary>
    public const int MaxInstances = 50;

    public int InstanceCount { get; init; } = 1;

    /// <summary>What the instances boot with their own systemd; null for light ones.</summary>
    public MachineTree? Tree { get; init; }

    public Cause Cause { get; init; } = Cause.Removed;

    public RecoveryKind Recovery { get; init; } = RecoveryKind.Reboot;

    public ResponseMode Mode { get; init; } = ResponseMode.Remediate;

    /// <summary>Who answers a plan that waits in mode Approve; null where the caller sends the answer itself.</summary>
    public Func<Incident, CancellationToken, Task<PlanAnswer>>? Person { get; init; }

    /// <summary>A person answers the function himself, at the console; the rehearsal waits for him.</summary>
    public bool IsAnsweredAtConsole { get; init; }

    public RemedyStyle RemedyStyle { get; init; } = RemedyStyle.ConfAvailable;

    public ApacheSpec Apache { get; init; } = new();

    /// <summary>The function's executable; null for the one that was built with the lab.</summary>
    public string? FunctionPath { get; init; }

    /// <summary>How the instances' agents behave.</summary>
    public LabAgentOptions Agents { get; init; } = new();

    /// <summary>Folder of the SSM documents; null for the project's own, which were copied beside the lab.</summary>
    public string? DocumentDirectory { get; init; }

    /// <summary>What becomes of the completion events; null: each is delivered once.</summary>
    public Func<int, BusEvent, EventFate>? EventFate { get; init; }

    /// <summary>The schedule's rate. A minute in the template; seconds here, so that lost events cost a rehearsal little.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether people are told by messages, which the story then shows by their subjects.</summary>
    public bool TellsPeople { get; init; }

    /// <summary>Whether people visit the site while it is down. A visit ends the orphan child that holds the ports.</summary>
    public bool HasVisitors { get; init; } = true;

    /// <summary>The same log lines are delivered this many times.</summary>
    public int LogDeliveryCount { get; init; } = 1;

    /// <summary>Tags of an instance besides the opt-in and its name, by its number from 0; null for none.</summary>
    public Func<int, ImmutableDictionary<string, string>>? TagsOf { get; init; }

    /// <summary>Settings of the function besides those that follow from the above.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>From the outage, and again from a person's answer, to the incident's end; then the rehearsal has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);
}
