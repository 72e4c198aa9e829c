using System.Collections.Immutable;
using MutexResponder.Inspection;

namespace MutexResponder.Reporting.Sections;

/// <summary><c>ipcs -a</c> before the change and after it.</summary>
/// <param name="BeforeAt">When it was taken, by the machine's clock.</param>
/// <param name="AfterAt">Null where none was taken after a change; then every row counts as unchanged.</param>
/// <param name="ApacheArraysBefore">Semaphore arrays of Apache's kind; null where not known.</param>
/// <param name="ApacheArraysAfter">The same after the change.</param>
/// <param name="Tables">The three tables of ipcs.</param>
public sealed record ReportComparison(
    DateTimeOffset BeforeAt,
    DateTimeOffset? AfterAt,
    int? ApacheArraysBefore,
    int? ApacheArraysAfter,
    ImmutableArray<ComparedTable> Tables)
{
    public int GoneCount => Tables.Sum(table => table.Rows.Count(row => row.Fate == RowFate.Gone));

    public int NewCount => Tables.Sum(table => table.Rows.Count(row => row.Fate == RowFate.New));

    internal static ReportComparison From(Evidence before, Evidence? after)
    {
        ImmutableArray<IpcsSection> old = IpcsListing.Read(before.IpcsText);
        ImmutableArray<IpcsSection> now = after is null ? [] : IpcsListing.Read(after.IpcsText);
        IEnumerable<string> titles = old.Concat(now).Select(s => s.Title).Distinct();
        return new ReportComparison(
            before.TakenAt,
            after?.TakenAt,
            before.ApacheSemaphores?.Length,
            after?.ApacheSemaphores?.Length,
            [.. titles.Select(title => ComparedTable.From(old.FirstOrDefault(s => s.Title == title), now.FirstOrDefault(s => s.Title == title)))]);
    }
}
