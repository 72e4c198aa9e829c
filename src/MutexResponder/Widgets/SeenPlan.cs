using System.Collections.Immutable;
using System.Text.Json;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Widgets;

/// <summary>
/// The state of the machine that a page showed its plan for. A button carries it besides the plan's digest, so that an answer that comes
/// too late is told what has changed; nothing else rests on it.
/// </summary>
/// <param name="BootId">Of the inspection.</param>
/// <param name="ConfigHash">Of the inspection.</param>
/// <param name="Parent">Apache's parent.</param>
public sealed record SeenPlan(BootId BootId, ConfigHash ConfigHash, ParentIdentity Parent)
{
    public static SeenPlan? Of(Plan? plan) => plan is null ? null : new SeenPlan(plan.ExpectedBootId, plan.ExpectedConfigHash, plan.ExpectedParent);

    /// <summary>An array of three texts; null where it is anything else. Never throws.</summary>
    public static SeenPlan? Read(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 3 && json.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String)
        && BootId.TryParse(json[0].GetString(), out BootId boot) && ConfigHash.TryParse(json[1].GetString(), out ConfigHash hash) && ParentIdentity.TryParse(json[2].GetString(), out ParentIdentity parent)
            ? new SeenPlan(boot, hash, parent)
            : null;

    public string ToJson() => $"[\"{BootId}\",\"{ConfigHash}\",\"{Parent}\"]";

    public ImmutableArray<PlanChange> ChangesTo(Plan now)
    {
        ArgumentNullException.ThrowIfNull(now);
        PlanChange[] changes =
        [
            .. BootId != now.ExpectedBootId ? [PlanChange.Rebooted] : Array.Empty<PlanChange>(),
            .. ConfigHash != now.ExpectedConfigHash ? [PlanChange.Reconfigured] : Array.Empty<PlanChange>(),
            .. Parent != now.ExpectedParent ? [PlanChange.AnotherParent] : Array.Empty<PlanChange>(),
        ];
        return changes.Length > 0 ? [.. changes] : [PlanChange.AnotherChange];
    }
}

/// <summary>In what the plan that waits differs from the one that a page showed.</summary>
public enum PlanChange
{
    Rebooted,
    Reconfigured,
    AnotherParent,
    AnotherChange,
}
