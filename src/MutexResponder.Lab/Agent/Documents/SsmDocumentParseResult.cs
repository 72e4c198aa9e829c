using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary>A document, or why the text is none. Exactly one of the two is set.</summary>
public sealed class SsmDocumentParseResult
{
    private SsmDocumentParseResult(SsmDocument? document, string? error) => (Document, Error) = (document, error);

    public SsmDocument? Document { get; }

    /// <summary>A sentence that names the place and what is wrong with it.</summary>
    public string? Error { get; }

    [MemberNotNullWhen(true, nameof(Document))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsDocument => Document is not null;

    internal static SsmDocumentParseResult Of(SsmDocument document) => new(document, null);

    internal static SsmDocumentParseResult NotADocument(string error) => new(null, error);
}
