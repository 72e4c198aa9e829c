namespace MutexResponder.Lab.Documents;

/// <summary>
/// Keeps the scripts and the documents below <c>infra/ssm</c> in step: <c>scripts/parts/*.sh</c> go into the scripts that share them,
/// and the scripts into the documents. The parts and the scripts are the source; nobody edits what is between the markers.
/// </summary>
/// <param name="ssmDirectory">The <c>infra/ssm</c> directory.</param>
public sealed class SsmDocumentSync(string ssmDirectory)
{
    private static readonly string[] Scripts = ["scripts/collect.sh", "scripts/apply.sh", "scripts/restore.sh", "scripts/recover.sh"];
    private static readonly string[] Documents = ["inspect.yaml", "remediate.yaml", "rollback.yaml"];

    /// <summary>Each script and document as it should be: path relative to the directory, and text with LF line ends.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">A file's markers do not pair.</exception>
    public IReadOnlyDictionary<string, string> Render()
    {
        Dictionary<string, string> rendered = [];
        foreach (string script in Scripts)
        {
            rendered[script] = EmbeddedBlocks.Fill(Read(script), part => WithoutComments(Read("scripts/" + part)));
        }

        foreach (string document in Documents)
        {
            rendered[document] = EmbeddedBlocks.Fill(Read(document), script => InDocument(script, rendered["scripts/" + script]));
        }

        return rendered;
    }

    /// <summary>Writes the files that are not as they should be, and returns their relative paths.</summary>
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

    // A document may have 64 KB, and a part is in it up to three times: what it says about itself stays in its own file.
    private static string WithoutComments(string part) => WithoutComments(part, before: _ => true);

    /// <summary>Without the comments that stand directly before such a line.</summary>
    private static string WithoutComments(string script, Func<string, bool> before)
    {
        List<string> kept = [];
        int commentCount = 0;
        foreach (string line in script.Split('\n'))
        {
            bool isComment = IsComment(line.TrimStart(' '));
            if (!isComment && before(line))
            {
                kept.RemoveRange(kept.Count - commentCount, commentCount);
            }

            commentCount = isComment ? commentCount + 1 : 0;
            kept.Add(line);
        }

        return string.Join('\n', kept);
    }

    private static bool IsFunction(string line) => line.EndsWith("() {", StringComparison.Ordinal);

    // The longest script is in every document: there it has no comments. Of those of the changing ones the guards' stay.
    private static string InDocument(string script, string text) =>
        WithoutDirectives(script == "collect.sh" ? WithoutComments(text) : WithoutComments(text, before: IsFunction));

    // Nobody lints a document, or fills in its scripts' parts.
    private static string WithoutDirectives(string script) =>
        string.Join('\n', script.Split('\n').Where(line => !IsDirective(line.TrimStart(' '))));

    private static bool IsDirective(string line) =>
        line.StartsWith("# shellcheck ", StringComparison.Ordinal) || line.StartsWith("# >>> parts/", StringComparison.Ordinal) || line.StartsWith("# <<< parts/", StringComparison.Ordinal);

    private static bool IsComment(string line) =>
        line.StartsWith("# ", StringComparison.Ordinal) && !line.StartsWith("# shellcheck ", StringComparison.Ordinal);

    private string Read(string path) => File.ReadAllText(Path.Combine(ssmDirectory, path)).ReplaceLineEndings("\n");
}
