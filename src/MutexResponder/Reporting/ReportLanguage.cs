namespace MutexResponder.Reporting;

/// <summary>The language of a report's words. Quoted evidence stays as the machine printed it.</summary>
public enum ReportLanguage
{
    English,
    Japanese,
}
