using System.Collections.Immutable;

namespace MutexResponder.Benchmarks.Reporting;

/// <summary>What one part has to report.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Table">The figures; null where nothing could be measured.</param>
/// <param name="Claims">The targets with what was measured, and whether they were met.</param>
/// <param name="Notes">How it was measured, and what was left out and why.</param>
internal sealed record Section(string Title, MarkdownTable? Table, ImmutableArray<Claim> Claims, ImmutableArray<string> Notes);
