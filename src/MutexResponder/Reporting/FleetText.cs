using System.Text;
using MutexResponder.Deciding;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>The state of the fleet as people read it: in the OpsItem, and as the summary of a reply.</summary>
public static class FleetText
{
    /// <summary>OpsCenter takes 1,024 characters of Markdown as a description.</summary>
    public const int MaxDescriptionChars = 1024;

    /// <summary>Room for how many machines are not named.</summary>
    private const int MaxRestChars = 80;

    public static string Title(FleetTally tally, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(language);
        return language.Words.Say(tally.AtRiskCount > 0 ? AtRisk(tally.AtRiskCount) : NoneAtRisk);
    }

    /// <summary>Counts in one sentence.</summary>
    public static string Summary(FleetTally tally, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(language);
        return language.Words.Say(Counts(tally.Count, tally.AtRiskCount, tally.SafeCount, tally.ExposedCount, tally.UnknownCount, tally.NewCount));
    }

    /// <summary>What a sweep by hand has begun.</summary>
    /// <param name="looks">It.</param>
    /// <param name="underWayCount">Looks that go on.</param>
    /// <param name="language">The reader's.</param>
    public static string Looks(FleetLooks looks, int underWayCount, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(looks);
        ArgumentNullException.ThrowIfNull(language);
        return language.Words.Say(LooksBegun(looks.Begun.Length, underWayCount, looks.FailedCount, looks.LeftCount));
    }

    /// <summary>What will happen to which machines, and what to do.</summary>
    /// <param name="tally">The fleet.</param>
    /// <param name="now">The text stays as it is until something changes: all its times are instants.</param>
    /// <param name="prevention">What the function would take on: nothing else is offered.</param>
    /// <param name="language">The reader's.</param>
    public static string Description(FleetTally tally, DateTimeOffset now, PreventionMode prevention, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(language);
        StringBuilder text = new();
        text.Append(Summary(tally, language)).Append(' ').Append(language.Words.Say(AsOf(now))).Append("\n\n");
        foreach ((RiskKind kind, int count) in tally.Risks)
        {
            text.Append("- ").Append(language.Words.Say(ToDo(kind, count))).Append('\n');
        }

        if (tally.MendableCount > 0 && Preventing.ModeOf(prevention) is not null)
        {
            text.Append('\n').Append(language.Words.Say(OrPrevent(tally.MendableCount), prevention)).Append('\n');
        }

        text.Append('\n');
        int named = tally.AtRisk.TakeWhile(entry =>
        {
            DateTimeOffset at = entry.LookedAt ?? now;
            string look = language.Words.Say(entry.StaleBecause is null ? LookedAt(at) : LookedAtLast(at));
            return AppendWhole(text, $"- {entry.Instance} ({look})\n");
        }).Count();
        if (named < tally.AtRiskCount)
        {
            text.Append(language.Words.Say(More(tally.AtRiskCount - named)));
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>What will happen, to how many, and what a person does about it.</summary>
    private static Statement ToDo(RiskKind kind, int count) => kind switch
    {
        RiskKind.AcceptMutexRemovable => AcceptMutexRemovable(count),
        RiskKind.AcceptMutexSetByName => AcceptMutexSetByName(count),
        RiskKind.ModuleMutexesRemovable => ModuleMutexesRemovable(count),
        RiskKind.FixNotRunning => FixNotRunning(count),
        RiskKind.SemaphoresNearLimit => SemaphoresNearLimit(count),
        RiskKind.ConfigurationBroken => ConfigurationBroken(count),
        RiskKind.LockDirectoryGoneAtBoot => LockDirectoryGoneAtBoot(count),
        RiskKind.NotStartedAtBoot => NotStartedAtBoot(count),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Whole lines only: half an id is another machine's.</summary>
    /// <returns>False where it does not fit.</returns>
    private static bool AppendWhole(StringBuilder text, string line)
    {
        bool fits = text.Length + line.Length + MaxRestChars <= MaxDescriptionChars;
        text.Append(fits ? line : "");
        return fits;
    }

    /// <summary>What will happen to one machine, in a line.</summary>
    public static string RisksOf(FleetEntry entry, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(language);
        return entry.Outlook is Outlook.AtRisk atRisk ? string.Join("; ", atRisk.Risks.Select(risk => language.Words.Of(risk.Kind))) : "";
    }

    private static Statement AtRisk(int count) => new("fleet-at-risk", ("count", count));

    private static Statement NoneAtRisk => new("fleet-none-at-risk");

    private static Statement Counts(int count, int atRisk, int safe, int exposed, int unknown, int notYet) =>
        new("fleet-counts", ("count", count), ("atRisk", atRisk), ("safe", safe), ("exposed", exposed), ("unknown", unknown), ("notYet", notYet));

    private static Statement LooksBegun(int begun, int underWay, int failed, int left) =>
        new("fleet-looks", ("begun", begun), ("underWay", underWay), ("failed", failed), ("left", left));

    private static Statement AsOf(DateTimeOffset at) => new("fleet-as-of", ("at", at));

    private static Statement OrPrevent(int count) => new("fleet-or-prevent", ("count", count));

    private static Statement LookedAt(DateTimeOffset at) => new("fleet-looked-at", ("at", at));

    private static Statement LookedAtLast(DateTimeOffset at) => new("fleet-looked-at-last", ("at", at));

    /// <summary>Of machines that are not named.</summary>
    public static Statement More(int count) => new("fleet-more", ("count", count));

    private static Statement AcceptMutexRemovable(int count) => new("fleet-accept-mutex-removable", ("count", count));

    private static Statement AcceptMutexSetByName(int count) => new("fleet-accept-mutex-set-by-name", ("count", count));

    private static Statement ModuleMutexesRemovable(int count) => new("fleet-module-mutexes-removable", ("count", count));

    private static Statement FixNotRunning(int count) => new("fleet-fix-not-running", ("count", count));

    private static Statement SemaphoresNearLimit(int count) => new("fleet-semaphores-near-limit", ("count", count));

    private static Statement ConfigurationBroken(int count) => new("fleet-configuration-broken", ("count", count));

    private static Statement LockDirectoryGoneAtBoot(int count) => new("fleet-lock-directory-gone-at-boot", ("count", count));

    private static Statement NotStartedAtBoot(int count) => new("fleet-not-started-at-boot", ("count", count));
}
