using YamlDotNet.RepresentationModel;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>
/// The project's documents in a folder of their own, one step of them told to do something else; what it stores for the later steps it
/// stores still.
/// </summary>
internal sealed class DocumentCopy : IDisposable
{
    private const string EndOfLibrary = "\nEND OF LIBRARY\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutex-documents-");

    private DocumentCopy()
    {
    }

    public string Path => _folder.FullName;

    public static DocumentCopy WithStep(string document, string step, string script)
    {
        var copy = new DocumentCopy();
        foreach (string file in Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "infra", "ssm"), "*.yaml"))
        {
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        }

        string path = System.IO.Path.Combine(copy.Path, document);
        var yaml = new YamlStream();
        using (StreamReader reader = File.OpenText(path))
        {
            yaml.Load(reader);
        }

        YamlNode found = ((YamlSequenceNode)yaml.Documents[0].RootNode["mainSteps"]).Single(node => (string?)node["name"] == step);
        var inputs = (YamlMappingNode)found["inputs"];
        string whole = string.Join('\n', ((YamlSequenceNode)inputs["runCommand"]).Select(line => (string?)line));
        int end = whole.IndexOf(EndOfLibrary, StringComparison.Ordinal);
        inputs.Children["runCommand"] = new YamlSequenceNode(new YamlScalarNode(end < 0 ? script : whole[..(end + EndOfLibrary.Length)] + script));
        using StreamWriter writer = File.CreateText(path);
        yaml.Save(writer, assignAnchors: false);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
