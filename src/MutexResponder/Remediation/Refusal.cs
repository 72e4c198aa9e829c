using System.Collections.Immutable;
using MutexResponder.Wording;

namespace MutexResponder.Remediation;

/// <summary>Why a changing script did nothing: one of the reasons of <c>infra/ssm/scripts</c>.</summary>
/// <param name="Code">The script's word for it, which is the reason code too; <see cref="UnknownCode"/> for a word that this version does not know.</param>
/// <param name="IsCuredByInspection">Whether a new inspection can lead to an order that is taken: the machine moved, or somebody else was at it for a while.</param>
public sealed record Refusal(string Code, bool IsCuredByInspection = false)
{
    public const string UnknownCode = "refused-otherwise";

    /// <summary>All that are known, in the order of the scripts' guards.</summary>
    public static ImmutableArray<Refusal> All { get; } =
    [
        new("bad-parameter"),
        new("not-root"),
        new("locked", IsCuredByInspection: true),
        new("no-apache"),
        new("stale-boot-id", IsCuredByInspection: true),
        new("stale-config", IsCuredByInspection: true),
        new("stale-parent", IsCuredByInspection: true),
        new("stopped-on-purpose"),
        new("evidence-too-old", IsCuredByInspection: true),
        new("processes-unknown", IsCuredByInspection: true),
        new("package-manager-at-work", IsCuredByInspection: true),
        new("shutdown-inhibited", IsCuredByInspection: true),
        new("passphrase-at-boot"),
        new("file-system-error"),
        new("unit-masked"),
        new("not-started-at-boot"),
        new("no-parent", IsCuredByInspection: true),
        new("server-replaced"),
        new("environment-differs"),
        new("log-directory-missing"),
        new("program-missing"),
        new("folder-of-another-user"),
        new("lock-directory-not-writable"),
        new("changes-pending"),
        new("marker-not-written"),
        new("remedy-does-not-fit"),
        new("config-broken"),
        new("main-config-is-a-link"),
        new("config-directory-is-a-link"),
        new("no-commented-line"),
        new("backup-failed"),
        new("no-backup"),
        new("changed-since"),
    ];

    /// <summary>The reason as the end of a sentence.</summary>
    public Statement Told { get; private init; } = new($"refusal.{Code}");

    /// <summary>Reads a script's word. Never throws.</summary>
    public static Refusal Of(string word) => All.FirstOrDefault(known => known.Code == word) ?? new Refusal(UnknownCode) { Told = Unknown(word) };

    private static Statement Unknown(string word) => new($"refusal.{UnknownCode}", ("word", word));
}
