using System.Collections.Immutable;
using MutexResponder.Inspection;

namespace MutexResponder.Reporting.Sections;

/// <summary>The machine and its Apache as inspected before any change. An empty text or a null was not found out.</summary>
public sealed record ReportEnvironment
{
    public required DateTimeOffset TakenAt { get; init; }

    public required string BootId { get; init; }

    public required string HostName { get; init; }

    public required string Kernel { get; init; }

    public required string OperatingSystem { get; init; }

    /// <summary>Such as <c>Apache/2.4.18 (Ubuntu)</c>.</summary>
    public required string ServerVersion { get; init; }

    public required string Mpm { get; init; }

    public required string AprVersion { get; init; }

    /// <summary>The mechanism that APR picks where the configuration says <c>default</c>.</summary>
    public required string AprDefault { get; init; }

    /// <summary>The accept mutex's mechanism by the configuration on disk.</summary>
    public required string AcceptMutex { get; init; }

    public required int ListenCount { get; init; }

    public required string ApacheUser { get; init; }

    public required int? ApacheUid { get; init; }

    public required string ConfigRoot { get; init; }

    public required string ErrorLogPath { get; init; }

    /// <summary><c>/etc/os-release</c> as read.</summary>
    public required ImmutableArray<string> OsRelease { get; init; }

    /// <summary>Such as <c>apache2 -v</c>.</summary>
    public required string VersionCommand { get; init; }

    /// <summary>What it printed.</summary>
    public required ImmutableArray<string> VersionLines { get; init; }

    /// <summary><c>file:line:text</c> of the directives that decide on the mutex.</summary>
    public required ImmutableArray<string> Directives { get; init; }

    /// <summary>Lines of the machine's own error log that name a code or a mutex, the newest ones.</summary>
    public required ImmutableArray<string> ErrorLog { get; init; }

    internal static ReportEnvironment From(Evidence evidence, EvidenceBlock block) => new()
    {
        TakenAt = evidence.TakenAt,
        BootId = evidence.BootId.ToString(),
        HostName = ReportText.Name(block["meta"].Value("hostname")),
        Kernel = ReportText.Name(block["meta"].Value("kernel")),
        OperatingSystem = ReportText.Name(evidence.OperatingSystem),
        ServerVersion = ReportText.Name(evidence.ServerVersion),
        Mpm = ReportText.Name(evidence.Mpm),
        AprVersion = ReportText.Name(evidence.AprVersion),
        AprDefault = MechanismOrEmpty(evidence.AprDefault),
        AcceptMutex = MechanismOrEmpty(evidence.AcceptMechanismOnDisk),
        ListenCount = evidence.ListenCount,
        ApacheUser = ReportText.Name(evidence.ApacheUser),
        ApacheUid = evidence.ApacheUid,
        ConfigRoot = ReportText.Name(evidence.Apache?.ConfigRoot),
        ErrorLogPath = ReportText.Name(evidence.Apache?.ErrorLogPath),
        OsRelease = [.. ReportText.Lines(block["os-release"].Lines)],
        VersionCommand = evidence.Apache is { Server.Length: > 0 } apache ? $"{ReportText.Name(Path.GetFileName(apache.Server))} -v" : "apache2 -v",
        VersionLines = [.. ReportText.Lines(block["version"].Lines)],
        Directives = [.. ReportText.Lines(evidence.Directives)],
        ErrorLog = [.. ReportText.Lines(evidence.ErrorLog.TakeLast(ReportText.MaxLines).Select(line => line.Text))],
    };

    private static string MechanismOrEmpty(MutexMechanism mechanism) => mechanism == MutexMechanism.Unknown ? "" : mechanism.Word();
}
