namespace MutexResponder.Reporting.Wording;

internal static class ReportWords
{
    public static IReportWords In(ReportLanguage language) => language == ReportLanguage.Japanese ? new JapaneseWords() : new EnglishWords();
}
