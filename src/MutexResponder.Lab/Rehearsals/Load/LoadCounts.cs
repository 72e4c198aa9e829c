using System.Collections.Immutable;
using System.Globalization;

namespace MutexResponder.Lab.Rehearsals.Load;

/// <summary>What became of the requests of one stretch of load.</summary>
/// <param name="Elapsed">How long it ran.</param>
/// <param name="Served">Requests with a whole answer, status 200, downloads among them.</param>
/// <param name="ServedOnKeptConnections">Those that were not the first on their connection.</param>
/// <param name="Downloads">Slow downloads that came whole, byte for byte.</param>
/// <param name="StaleConnections">
/// Kept connections that the server had closed between two requests, as it may at any time: the client sent the request again on a new
/// connection, which RFC 9112 (9.3.1) lets every client do, and which all do. The second try counts as served or lost.
/// </param>
/// <param name="Lost">Requests without a whole answer, each with what the client saw; at most <see cref="MaxLost"/> are kept.</param>
/// <param name="LostCount">All of them.</param>
public sealed record LoadCounts(
    TimeSpan Elapsed, long Served, long ServedOnKeptConnections, long Downloads, long StaleConnections, ImmutableArray<string> Lost, long LostCount)
{
    public const int MaxLost = 20;

    public double RequestsPerSecond => Elapsed > TimeSpan.Zero ? (Served + LostCount) / Elapsed.TotalSeconds : 0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Served + LostCount} requests in {Elapsed.TotalSeconds:0.0} s ({RequestsPerSecond:0} a second; {ServedOnKeptConnections} on kept connections, {Downloads} slow downloads): {Served} served, {LostCount} lost{(StaleConnections > 0 ? $"; {StaleConnections} kept connections closed between requests and asked anew" : "")}{(Lost.IsEmpty ? "" : $": the first {Lost.Length}: " + string.Join("; ", Lost.GroupBy(text => text).Select(group => $"{group.Count()} x {group.Key}")))}");
}
