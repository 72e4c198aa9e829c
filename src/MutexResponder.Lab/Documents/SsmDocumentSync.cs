namespace MutexResponder.Lab.Documents;

/// <summary>
/// Keeps the documents below <c>infra/ssm</c> in step with <c>scripts</c>: the scripts are the source, and nobody edits what is between
/// a document's markers.
/// </summary>
/// <param name="ssmDirectory">The <c>infra/ssm</c> directory.</param>
public sealed class SsmDocumentSync(string ssmDirectory)
{
    private static readonly string[] Documents = ["inspect.yaml", "remediate.yaml", "rollback.yaml"];

    /// <summary>Each document as it should be: path relative to the directory, and text with LF line ends.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">A file's markers do not pair.</exception>
    public IReadOnlyDictionary<string, string> Render() => Documents.ToDictionary(
        document => document,
        document => EmbeddedBlocks.Fill(Read(document), script => ScriptSource.Render(script, path => Read("scripts/" + path))));

    /// <summary>Writes the documents that are not as they should be, and returns their relative paths.</summary>
    /// <exception cref="IOException">A file is missing, or cannot be read or written.</exception>
    /// <exception cref="FormatException">A file's markers do not pair.</exception>
    public IReadOnlyList<string> Write()
    {
        List<string> changed = [];
        foreach ((string path, string text) in Render())
        {
            if (Read(path) != text)
            {
                File.WriteAllText(Path.Combine(ssmDirectory, path), text);
                changed.Add(path);
            }
        }

        return changed;
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(ssmDirectory, path)).ReplaceLineEndings("\n");
}
