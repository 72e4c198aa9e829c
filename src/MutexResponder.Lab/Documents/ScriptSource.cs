using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MutexResponder.Lab.Documents;

/// <summary>
/// A shell script whose parts stand in files of their own, each included by one line, <c>. "${0%/*}/parts/NAME.sh"</c>, parts by parts as well. It runs so from
/// a checkout; what is sent to a machine is one text.
/// </summary>
public static partial class ScriptSource
{
    /// <summary>What a document's first step keeps in root's folder, and its later steps read from there.</summary>
    private const string Library = "library.sh";

    /// <summary>The document's last step: what it reads is there, or nothing of the document was done.</summary>
    private const string LastStep = "recover.sh";

    /// <summary>
    /// The script as one text: each part in place of its line, no comments, indents and empty lines, and one line where the shell or awk goes on with the next
    /// one anyway, for a document has a bound of bytes, in which a line feed counts twice. No quoted text of a script may begin a line with blanks that mean
    /// something, or end one as code does that goes on.
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
                if (inclusion.Groups[1].Value == Library)
                {
                    rendered.Append(ReadLibrary(Render(Library, read), isKept: script == LastStep));
                }
                else
                {
                    Append(rendered, inclusion.Groups[1].Value, read);
                }
            }
            else if (line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal))
            {
                _ = line.EndsWith(" \\", StringComparison.Ordinal) ? rendered.Append(line.AsSpan(0, line.Length - 1)) : rendered.Append(line).Append(GoesOn().IsMatch(line) ? ' ' : '\n');
            }
        }
    }

    /// <summary>
    /// The lines that keep the library, where that is still to be done, and read it. Its name holds its digest: a step reads that of its own
    /// document and no other, and only where the file is whole: each writer has a file of its own until it moves it there, and a power cut may have cut it since.
    /// </summary>
    private static string ReadLibrary(string text, bool isKept)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        string file = $"/var/lib/mutex-responder/library-{digest[..16]}";
        string keeps = $$"""
            library={{file}}
            (kept=${library%/*} && umask 077 && mkdir -p $kept && [ ! -L $kept ] && [ -O $kept ] && cat >$library.$$) <<'END OF LIBRARY' && mv -f $library.$$ $library
            {{text}}END OF LIBRARY
            [ $? -eq 0 ] && [ "$(sha256sum <$library)" = '{{digest}}  -' ] || { rm -f $library.$$; echo "#result step=$step status=refused reason=backup-failed"; exit 10; }

            """;
        string finds = $$"""
            [ "$(sha256sum <{{file}})" = '{{digest}}  -' ] || { echo "#result step=$step status=refused reason=no-backup"; exit 10; }

            """;
        return $"{(isKept ? finds : keeps)}. {file}\n";
    }

    [GeneratedRegex(@"^\. ""\$\{0%/\*\}/(library\.sh|parts/[a-z-]+\.sh)""$")]
    private static partial Regex Inclusion();

    [GeneratedRegex(@"(^|[ ;])(then|do|else|in|\{|&&|\|\|?|;;)$")]
    private static partial Regex GoesOn();
}
