using YamlDotNet.RepresentationModel;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary>A YAML node that knows where it stands, so that an error can say so.</summary>
internal sealed class DocumentNode(string path, YamlNode node)
{
    /// <summary>The last part of its path: the key it was found under.</summary>
    public string Name => path[(path.LastIndexOf('.') + 1)..];

    public DocumentNode? Find(string key) =>
        Mapping().Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? new DocumentNode(Join(key), child) : null;

    public DocumentNode Child(string key) => Find(key) ?? throw Error($"lacks '{key}'");

    public string Text() => (node as YamlScalarNode)?.Value ?? throw Error("must be a text");

    public IEnumerable<DocumentNode> Items() => node is YamlSequenceNode sequence
        ? sequence.Children.Select((child, index) => new DocumentNode($"{path}[{index}]", child))
        : throw Error("must be a list");

    public IEnumerable<DocumentNode> Entries() => Mapping().Children.Select(entry => new DocumentNode(Join(Key(entry.Key)), entry.Value));

    public void RefuseKeysOtherThan(params string[] known)
    {
        foreach (YamlNode key in Mapping().Children.Keys)
        {
            if (!known.Contains(Key(key)))
            {
                throw Error($"has '{Key(key)}', which the lab does not know; it knows {string.Join(", ", known)}");
            }
        }
    }

    public DocumentFormatException Error(string what) => new($"{(path.Length == 0 ? "The document" : path)} (line {node.Start.Line}) {what}.");

    private YamlMappingNode Mapping() => node as YamlMappingNode ?? throw Error("must be a mapping");

    private string Key(YamlNode key) => (key as YamlScalarNode)?.Value ?? throw Error("has a key that is no text");

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
