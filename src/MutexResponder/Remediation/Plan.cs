using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Remediation;

/// <summary>One guarded change, bound to the machine state that it was decided on.</summary>
/// <param name="Remedy">What is changed.</param>
/// <param name="Recovery">How Apache gets back.</param>
/// <param name="ExpectedBootId">The script refuses on any other boot.</param>
/// <param name="ExpectedConfigHash">The script refuses on any other configuration.</param>
/// <param name="RemoveSemaphores">Semids to remove, at most <see cref="MaxSemaphores"/>; empty but for exhausted semaphores.</param>
/// <param name="ExpectedParent">What <see cref="Inspection.Evidence.ExpectedParent"/> said: the script refuses where another parent lives, or has loaded its configuration anew, or the server was stopped in order since, and restarts once for one order.</param>
/// <param name="ValidUntilUptimeSeconds">The script refuses later than that, by the seconds since boot of the machine's own clock.</param>
/// <param name="FixFile">Where the line goes; empty where nothing is changed.</param>
/// <param name="FixLine">The line.</param>
/// <param name="ManagedBy">The line by which a tool says that it writes this configuration, <c>file:line:text</c>; empty where none does.</param>
public sealed record Plan(
    Remedy Remedy,
    RecoveryKind Recovery,
    BootId ExpectedBootId,
    ConfigHash ExpectedConfigHash,
    ImmutableArray<int> RemoveSemaphores,
    ParentIdentity ExpectedParent = default,
    long ValidUntilUptimeSeconds = 0,
    string FixFile = "",
    string FixLine = "",
    string ManagedBy = "")
{
    /// <summary>The classic limit of arrays (kernel.sem): more cannot be left behind there.</summary>
    public const int MaxSemaphores = 128;

    /// <summary>
    /// How old evidence may be when a script acts on it: some minutes until the order, two through the queue, two for the step before. Each changing
    /// step looks at that right before it acts, so later than this nothing of an order begins, on whatever machine it was held up.
    /// </summary>
    public const int MaxEvidenceAgeSeconds = 10 * 60;

    /// <summary>The change of ours that is taken back, and nothing else is changed; null where this is a change of its own.</summary>
    public AppliedChange? TakesBack { get; init; }

    /// <summary>By which a person approves this plan and no other.</summary>
    public PlanDigest Digest => PlanDigest.Of(this);

    /// <summary>A plan that takes a change back. Its steps alone need to know nothing of the machine.</summary>
    public static Plan OfRollback(
        AppliedChange change, RecoveryKind recovery, BootId bootId = default, ConfigHash configHash = default, ParentIdentity parent = default, long validUntilUptimeSeconds = 0) =>
        new(Remedy.None, recovery, bootId, configHash, [], parent, validUntilUptimeSeconds) { TakesBack = change };

    /// <summary>The parameters of <c>infra/ssm/remediate.yaml</c>, or of <c>rollback.yaml</c>.</summary>
    public ImmutableSortedDictionary<string, string> ToParameters(IncidentId incidentId)
    {
        var parameters = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["ExpectedBootId"] = ExpectedBootId.ToString(),
            ["ExpectedConfigHash"] = ExpectedConfigHash.ToString(),
            ["ExpectedParent"] = ExpectedParent.ToString(),
            ["ValidUntilUptime"] = ValidUntilUptimeSeconds.ToString(CultureInfo.InvariantCulture),
            ["Recovery"] = Recovery.Word(),
            ["IncidentId"] = incidentId.ToString(),
        });
        return TakesBack is { } change
            ? parameters.Add("ChangeIncidentId", change.IncidentId.ToString())
            : parameters.Add("Remedy", Remedy.Word()).Add("RemoveSemaphores", string.Join(',', RemoveSemaphores.Select(id => id.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>What is done, step by step, for the one who approves it.</summary>
    public ImmutableArray<Statement> Steps()
    {
        if (TakesBack is { IncidentId: var incident })
        {
            Statement back = Recovery switch { RecoveryKind.Restart => RestartForRollback, RecoveryKind.Reload => ReloadForRollback, _ => RebootOnce };
            return [RefuseRollbackIfMoved(incident.ToString()), PutBack($"/var/lib/mutex-responder/{incident}"), back, VerifyRollback];
        }

        var steps = ImmutableArray.CreateBuilder<Statement>();
        steps.Add(RefuseIfMoved);
        steps.Add(Remedy switch
        {
            Remedy.ConfAvailable => WriteAndEnable(FixFile, FixLine),
            Remedy.Uncomment => Uncomment(FixFile, FixLine),
            Remedy.ConfD => Write(FixFile, FixLine),
            Remedy.Append => Append(FixFile, FixLine),
            _ => LeaveConfiguration,
        });
        if (Remedy != Remedy.None)
        {
            steps.Add(TestConfiguration);
        }

        if (ManagedBy.Length > 0)
        {
            steps.Add(TellTheTool(ManagedBy));
        }

        if (RemoveSemaphores.Length > 0)
        {
            steps.Add(RemoveArrays(RemoveSemaphores.Length));
        }

        steps.Add(Recovery switch { RecoveryKind.Restart => Restart, RecoveryKind.Reload => Remedy == Remedy.None ? ReloadForRollback : Reload, _ => RebootOnce });
        steps.Add(Recovery == RecoveryKind.Reload ? VerifyReload : Verify);
        return steps.ToImmutable();
    }

    private static Statement RebootOnce => new("step-reboot");

    private static Statement RefuseIfMoved => new("step-refuse-if-moved");

    private static Statement WriteAndEnable(string file, string line) => new("step-write-and-enable", ("file", file), ("line", line));

    private static Statement Uncomment(string file, string line) => new("step-uncomment", ("file", file), ("line", line));

    private static Statement Write(string file, string line) => new("step-write", ("file", file), ("line", line));

    private static Statement Append(string file, string line) => new("step-append", ("file", file), ("line", line));

    private static Statement LeaveConfiguration => new("step-leave-configuration");

    private static Statement TestConfiguration => new("step-test-configuration");

    private static Statement TellTheTool(string line) => new("step-tell-the-tool", ("line", line));

    private static Statement RemoveArrays(int count) => new("step-remove-arrays", ("count", count));

    private static Statement Restart => new("step-restart");

    private static Statement Verify => new("step-verify");

    private static Statement Reload => new("step-reload");

    private static Statement VerifyReload => new("step-verify-reload");

    private static Statement RefuseRollbackIfMoved(string incident) => new("step-refuse-rollback-if-moved", ("incident", incident));

    private static Statement PutBack(string backup) => new("step-put-back", ("backup", backup));

    private static Statement RestartForRollback => new("step-restart-for-rollback");

    private static Statement ReloadForRollback => new("step-reload-for-rollback");

    private static Statement VerifyRollback => new("step-verify-rollback");
}
