using MutexResponder.Incidents;

namespace MutexResponder.Lambda.Aws;

/// <summary>The names under which our documents are deployed.</summary>
public sealed record SsmDocuments(string Inspect, string Remediate, string Rollback)
{
    public string NameOf(CommandKind kind) => kind switch
    {
        CommandKind.Inspect => Inspect,
        CommandKind.Remediate => Remediate,
        CommandKind.Rollback => Rollback,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of command without a document."),
    };
}
