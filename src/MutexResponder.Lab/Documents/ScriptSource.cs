using System.Text;
using System.Text.RegularExpressions;

namespace MutexResponder.Lab.Documents;

/// <summary>
/// A shell script whose parts stand in files of their own, each included by one line, <c>. "${0%/*}/parts/NAME.sh"</c>, parts by parts as well. It runs so from
/// a checkout; what is sent to a machine is one text.
/// </summary>
public static partial class ScriptSource
{
    /// <summary>
    /// The script as one text: each part in place of its line, no comments, indents and empty lines, for a document has a
    /// bound of bytes. No quoted text of a script may begin a line with blanks that mean something.
    /// </summary>
    /// <param name="script">The script's path below the scripts' folder, such as <c>collect.sh</c>.</param>
    /// <param name="read">The text of a file by its path below that folder, with LF line ends.</param>
    public static string Render(string script, Func<string, string> read)
    {
        StringBuilder rendered = new();
        Append(rendered, script, read);
        return rendered.ToString();
    }

    private static void Append(StringBuilder rendered, string script, Func<string, string> read)
    {
        foreach (string line in read(script).TrimEnd('\n').Split('\n').Select(line => line.TrimStart(' ')))
        {
            if (Inclusion().Match(line) is { Success: true } inclusion)
            {
                Append(rendered, inclusion.Groups[1].Value, read);
            }
            else if (line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal))
            {
                rendered.Append(line).Append('\n');
            }
        }
    }

    [GeneratedRegex(@"^\. ""\$\{0%/\*\}/(parts/[a-z-]+\.sh)""$")]
    private static partial Regex Inclusion();
}
