namespace MutexResponder.Reporting.Sections;

/// <summary>What became of a row between before and after.</summary>
public enum RowFate
{
    Same,
    Gone,
    New,
}
