using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Wording;

/// <summary>What a statement says, for tests that read it as people do.</summary>
public static class English
{
    public static string InEnglish(this Statement statement) => ReportLanguage.English.Words.Say(statement);
}
