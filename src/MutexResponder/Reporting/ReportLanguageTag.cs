namespace MutexResponder.Reporting;

/// <summary>The words by which people and settings name a <see cref="ReportLanguage"/>: BCP 47's <c>en</c> and <c>ja</c>.</summary>
public static class ReportLanguageTag
{
    /// <summary>Accepts exactly <c>en</c> or <c>ja</c>. Never throws.</summary>
    public static bool TryRead(string? tag, out ReportLanguage language)
    {
        language = tag == "ja" ? ReportLanguage.Japanese : ReportLanguage.English;
        return tag is "en" or "ja";
    }
}
