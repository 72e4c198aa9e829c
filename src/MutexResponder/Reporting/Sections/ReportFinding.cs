using System.Collections.Immutable;

namespace MutexResponder.Reporting.Sections;

/// <summary>One thing that was found.</summary>
/// <param name="Code">Its short fixed name.</param>
/// <param name="Statement">The same in a sentence of the core.</param>
/// <param name="RestsOn">The evidence, quoted.</param>
public sealed record ReportFinding(string Code, string Statement, ImmutableArray<string> RestsOn);
