using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>What the report itself says that has something in it.</summary>
internal static class Said
{
    public static Statement Title(string instance) => new("title", ("instance", instance));

    public static Statement TwoSentences(string first, string second) => new("two-sentences", ("first", first), ("second", second));

    public static Statement Lines(int count) => new("lines", ("count", count));

    public static Statement LinesKept(int count, int kept) => new("lines-kept", ("count", count), ("kept", kept));

    public static Statement DownFor(Statement duration) => new("down-for", ("duration", duration));

    public static Statement DownAtMost(Statement duration) => new("down-at-most", ("duration", duration));

    public static Statement WasDownFor(Statement duration) => new("was-down-for", ("duration", duration));

    public static Statement SiteAnswers(string time) => new("site-answers", ("time", time));

    public static Statement SiteDown(Statement down, string time) => new("site-down", ("down", down), ("time", time));

    public static Statement SiteSilent(Statement down, string time) => new("site-silent", ("down", down), ("time", time));

    public static Statement SiteNotLookedAt(string time) => new("site-not-looked-at", ("time", time));

    public static Statement SiteNewerLine(string time) => new("site-newer-line", ("time", time));

    public static Statement SiteUnknown => new("site-unknown");

    public static Statement DownSince(string time) => new("down-since", ("time", time));

    public static Statement DownNow => new("down-now");

    public static Statement ConditionsHold(int count) => new("conditions-hold", ("count", count));

    public static Statement ConditionsAllHold => new("conditions-all-hold");

    public static Statement ConditionsHoldOfRemoval(int count) => new("conditions-hold-of-removal", ("count", count));

    public static Statement ConditionsProveRemoval => new("conditions-prove-removal");

    public static Statement RowsDiffer(int gone, int added) => new("rows-differ", ("gone", gone), ("new", added));

    public static Statement ArraysAfterRollback(int arrays) => new("arrays-after-rollback", ("arrays", arrays));

    public static Statement ChecksPassed(int passed, int all) => new("checks-passed", ("passed", passed), ("all", all));

    /// <summary>Whole seconds below a minute, minutes and seconds below an hour, else hours and minutes.</summary>
    public static Statement Duration(TimeSpan duration)
    {
        long seconds = (long)duration.TotalSeconds;
        return seconds switch
        {
            0 when duration > TimeSpan.Zero => UnderASecond,
            < 60 => Seconds(seconds),
            < 3600 => Minutes(seconds / 60, seconds % 60),
            _ => Hours(seconds / 3600, seconds / 60 % 60),
        };
    }

    private static Statement UnderASecond => new("under-a-second");

    private static Statement Seconds(long seconds) => new("seconds", ("seconds", seconds));

    private static Statement Minutes(long minutes, long seconds) => new("minutes", ("minutes", minutes), ("seconds", seconds));

    private static Statement Hours(long hours, long minutes) => new("hours", ("hours", hours), ("minutes", minutes));
}
