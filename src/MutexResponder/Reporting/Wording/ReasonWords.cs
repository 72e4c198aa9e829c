namespace MutexResponder.Reporting.Wording;

/// <summary>A reason code in words.</summary>
/// <param name="Title">A few words, for a heading.</param>
/// <param name="Meaning">A sentence; empty where the recorded one is in this language already.</param>
/// <param name="Next">What a person should do now; empty where nothing is left to do.</param>
internal sealed record ReasonWords(string Title, string Meaning, string Next);
