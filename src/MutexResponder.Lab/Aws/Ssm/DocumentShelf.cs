using System.Collections.Concurrent;
using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>The account's documents by name; only the newest version of each is kept.</summary>
internal sealed class DocumentShelf
{
    private readonly ConcurrentDictionary<string, (int Version, SsmDocument Document)> _documents = new(StringComparer.Ordinal);

    public void Put(string name, SsmDocument document) =>
        _documents.AddOrUpdate(name, (1, document), (_, before) => (before.Version + 1, document));

    /// <param name="nameOrArn">A name, or <c>arn:…:document/NAME</c>.</param>
    /// <param name="version">$DEFAULT, $LATEST, the newest version's number, or null.</param>
    public (int Version, SsmDocument Document) Find(string nameOrArn, string? version)
    {
        string name = nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
        if (!_documents.TryGetValue(name, out (int Version, SsmDocument Document) found))
        {
            throw new AwsErrorException("InvalidDocument", $"Document with name {name} does not exist.");
        }

        return version is null or "$DEFAULT" or "$LATEST" || version == found.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ? found
            : throw new AwsErrorException("InvalidDocumentVersion", $"The document has no version {version}; the lab keeps the newest, {found.Version}.");
    }
}
