using System.Collections.Immutable;

namespace MutexResponder.Reporting.Sections;

/// <summary>One table of <c>ipcs -a</c>.</summary>
/// <param name="Title">Such as <c>Semaphore Arrays</c>.</param>
/// <param name="Columns">The column heads.</param>
/// <param name="Rows">The rows' cells; a row may have fewer cells than there are columns (no status).</param>
public sealed record IpcsSection(string Title, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows);
