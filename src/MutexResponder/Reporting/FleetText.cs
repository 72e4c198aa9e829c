using System.Globalization;
using System.Text;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>The state of the fleet as people read it: in the OpsItem, and as the summary of a reply.</summary>
public static class FleetText
{
    /// <summary>OpsCenter takes 1,024 characters of Markdown as a description.</summary>
    public const int MaxDescriptionChars = 1024;

    /// <summary>Risks that are told of, so that machines can be named as well.</summary>
    private const int MaxRisks = 4;

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
    public static string Description(FleetTally tally, DateTimeOffset now, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(language);
        StringBuilder text = new();
        text.Append(Summary(tally, language)).Append("\n\n");
        if (tally.AtRiskCount > 0)
        {
            text.Append(language.Words.Say(WhatToDo)).Append("\n\n");
        }

        foreach ((RiskKind kind, int count) in tally.Risks.Take(MaxRisks))
        {
            AppendWhole(text, string.Create(CultureInfo.InvariantCulture, $"- {language.Words.Of(kind)}: {count}\n"));
        }

        text.Append('\n');
        int named = tally.AtRisk.TakeWhile(entry =>
        {
            string age = entry.LookedAt is { } at ? language.Words.Say(HoursAgo((int)(now - at).TotalHours)) : "";
            return AppendWhole(text, $"- {entry.Instance} ({age})\n");
        }).Count();
        if (named < tally.AtRiskCount)
        {
            text.Append(language.Words.Say(More(tally.AtRiskCount - named)));
        }

        return text.ToString().TrimEnd();
    }

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

    private static Statement WhatToDo => new("fleet-what-to-do");

    private static Statement HoursAgo(int count) => new("hours-ago", ("count", count));

    /// <summary>Of machines that are not named.</summary>
    public static Statement More(int count) => new("fleet-more", ("count", count));
}
