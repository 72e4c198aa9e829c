namespace MutexResponder.Lab.Agent.Documents;

/// <summary>Carries a parser's error out of the depth of a document; never leaves <see cref="SsmDocumentParser"/>.</summary>
internal sealed class DocumentFormatException(string message) : Exception(message);
