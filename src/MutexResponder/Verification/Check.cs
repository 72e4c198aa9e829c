using MutexResponder.Wording;

namespace MutexResponder.Verification;

/// <summary>One symptom that must be gone, or one sign that must be there.</summary>
/// <param name="Kind">What is checked.</param>
/// <param name="Passed">Null where the evidence does not say; that is not a pass.</param>
/// <param name="Seen">What was seen.</param>
public sealed record Check(CheckKind Kind, bool? Passed, Statement Seen)
{
    /// <summary>What is checked in English, for the record.</summary>
    internal string Name => Reporting.ReportLanguage.English.Words.Of(Kind);

    /// <summary>What was seen in English, for the record.</summary>
    internal string Detail => Reporting.ReportLanguage.English.Words.Say(Seen);
}
