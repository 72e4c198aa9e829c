using System.Collections.Immutable;

namespace MutexResponder.Detection;

/// <summary>
/// What is made from the table of messages for those who choose lines before they are read: the subscription in CloudWatch Logs, and the
/// script that collects from the machine's own log. The files that hold them are compared with this by tests.
/// </summary>
public static class LogFilters
{
    private const int CodesALine = 16;

    /// <summary>
    /// Whatever of these a line holds, it is delivered: the codes that wake, and the words of the messages without one. CloudWatch Logs compares
    /// case-sensitively.
    /// </summary>
    public static ImmutableArray<string> SubscriptionTerms { get; } =
    [
        .. MutexMessages.All.Where(message => message is { HasCode: true, Wakes: true }).Select(message => message.Code).Order(StringComparer.Ordinal),
        "accept mutex", "apr_proc_mutex_lock", "apr_proc_mutex_unlock", "apr_global_mutex_lock", "apr_global_mutex_unlock",
    ];

    /// <summary>The filter pattern, of 1,024 characters at most (PutSubscriptionFilter). A term of two words stands in quotes.</summary>
    public static string SubscriptionPattern { get; } =
        string.Join(' ', SubscriptionTerms.Select(term => term.Contains(' ', StringComparison.Ordinal) ? $"?\"{term}\"" : $"?{term}"));

    /// <summary>
    /// The lines that <c>grep -iE</c> keeps, one pattern each: AH00 and any digits, notices of start, stop and reload among them, the other codes
    /// of the table, and whatever says mutex, whoever logs it; mod_fcgid says lock process table.
    /// </summary>
    public static ImmutableArray<string> CollectorPatterns { get; } =
    [
        "AH00", "mutex", "lock process table",
        .. MutexMessages.All.Where(message => message.Number >= 1000).Select(message => message.Code[2..]).Order(StringComparer.Ordinal)
            .Chunk(CodesALine).Select(codes => $"AH({string.Join('|', codes)})"),
    ];

    /// <summary>Whether the subscription delivers the line.</summary>
    public static bool IsDelivered(string line) => SubscriptionTerms.Any(term => line.Contains(term, StringComparison.Ordinal));
}
