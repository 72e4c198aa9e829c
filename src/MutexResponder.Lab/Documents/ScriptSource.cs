using System.Text;
using System.Text.RegularExpressions;

namespace MutexResponder.Lab.Documents;

/// <summary>
/// A shell script whose parts stand in files of their own, each included by one line: <c>. "${0%/*}/parts/NAME.sh"</c>. It runs so from
/// a checkout; what is sent to a machine is one text.
/// </summary>
public static partial class ScriptSource
{
    /// <summary>
    /// The script as one text: each part in place of its line, and no comments but those at its head, for a document has a bound of bytes.
    /// </summary>
    /// <param name="script">The script's path below the scripts' folder, such as <c>collect.sh</c>.</param>
    /// <param name="read">The text of a file by its path below that folder, with LF line ends.</param>
    public static string Render(string script, Func<string, string> read)
    {
        StringBuilder rendered = new();
        bool isHead = true;
        foreach (string line in Lines(read(script)))
        {
            isHead = isHead && line.StartsWith('#');
            if (Inclusion().Match(line) is { Success: true } inclusion)
            {
                rendered.AppendJoin('\n', Lines(read(inclusion.Groups[1].Value)).Where(part => !IsComment(part))).Append('\n');
            }
            else if (isHead || !IsComment(line))
            {
                rendered.Append(line).Append('\n');
            }
        }

        return rendered.ToString();
    }

    private static IEnumerable<string> Lines(string text) => text.TrimEnd('\n').Split('\n');

    // A line within a quoted program may begin with the mark as well: there it is a comment of awk's or of an inner shell's.
    private static bool IsComment(string line) => line.AsSpan().TrimStart(' ').StartsWith("# ", StringComparison.Ordinal);

    [GeneratedRegex(@"^\. ""\$\{0%/\*\}/(parts/[a-z-]+\.sh)""$")]
    private static partial Regex Inclusion();
}
