using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Diagnosis;

/// <summary>
/// Where our line goes. Of several Mutex lines for the same name Apache takes the last that it reads: where one stands behind the
/// usual place, ours goes to the end of the main configuration, behind whatever that includes.
/// </summary>
/// <param name="Remedy">How it gets there.</param>
/// <param name="File">The file.</param>
/// <param name="Overriding">The line that would have overridden it in the usual place, <c>file:line:text</c>; null where none would.</param>
internal sealed record MutexLinePlace(Remedy Remedy, string File, string? Overriding)
{
    private const int MaxDepth = 4;
    private const int EndOfFile = 999_999;

    /// <summary>Sorts before every character of a name.</summary>
    private const char Separator = '\u0001';

    /// <returns>Null where the layout has no place for a line that this version knows.</returns>
    public static MutexLinePlace? Of(Evidence evidence, RemedyStyle style)
    {
        if (evidence.Apache is not { FixLine.Length: > 0 } apache)
        {
            return null;
        }

        (Remedy Remedy, string File)[] known = [.. apache.FixFiles.Select(fix => (Remedies.Parse(fix.Key) ?? Remedy.None, fix.Value)).Where(fix => fix.Item1 != Remedy.None)];
        if (known.Length == 0)
        {
            return null;
        }

        // The style is a choice between what Debian's layout has; the others have one usual place.
        Remedy asked = style == RemedyStyle.Uncomment ? Remedy.Uncomment : Remedy.ConfAvailable;
        (Remedy remedy, string file) = known.FirstOrDefault(fix => fix.Remedy == asked, known[0]);
        ImmutableArray<ConfigurationLine> lines = [.. evidence.Directives.Select(ConfigurationLine.TryRead).OfType<ConfigurationLine>()];
        string? ours = Position(lines, apache.MainConfig, remedy, file);

        // Ours goes to the end of a file, but for the line that is there as a comment: behind that one the same file may have another.
        ConfigurationLine? later = lines.LastOrDefault(line => line.SetsDefaultMutex && (line.File != file || remedy == Remedy.Uncomment) && IsLater(Position(lines, apache.MainConfig, line.File, line.Number), ours));
        return later is null || apache.FixFile(Remedy.Append.Word()) is not { } end
            ? new MutexLinePlace(remedy, file, null)
            : new MutexLinePlace(Remedy.Append, end, string.Create(CultureInfo.InvariantCulture, $"{later.File}:{later.Number}:{later.Text}"));
    }

    /// <summary>Where it is not known which of two comes later, the end of the main configuration is the safe place.</summary>
    private static bool IsLater(string? theirs, string? ours) => theirs is null || ours is null || string.CompareOrdinal(theirs, ours) > 0;

    private static string? Position(ImmutableArray<ConfigurationLine> lines, string mainConfig, Remedy remedy, string file) => remedy switch
    {
        // a2enconf links it from where it is read.
        Remedy.ConfAvailable => Position(lines, mainConfig, file.Replace("/conf-available/", "/conf-enabled/", StringComparison.Ordinal), EndOfFile),
        Remedy.Uncomment => Position(lines, mainConfig, file, lines.FirstOrDefault(line => line.File == file && line.Text.StartsWith('#') && line.Text.Contains("file:", StringComparison.Ordinal))?.Number ?? 0),
        _ => Position(lines, mainConfig, file, EndOfFile),
    };

    /// <summary>A line's place in the order in which Apache reads, as text that sorts so; null where nothing is known that includes the file.</summary>
    private static string? Position(ImmutableArray<ConfigurationLine> lines, string mainConfig, string file, int number, int depth = 0)
    {
        string own = number.ToString("D6", CultureInfo.InvariantCulture);
        if (file == mainConfig)
        {
            return own;
        }

        ConfigurationLine? includes = depth < MaxDepth ? lines.FirstOrDefault(line => Includes(line, file)) : null;
        return includes is not null && Position(lines, mainConfig, includes.File, includes.Number, depth + 1) is { } place
            ? $"{place}{Separator}{Path.GetFileName(file)}{Separator}{own}"
            : null;
    }

    /// <summary>By the last two names of the path: most patterns are relative to the server's root.</summary>
    private static bool Includes(ConfigurationLine line, string file)
    {
        if (line.Words is not [var directive, var path] || !directive.StartsWith("Include", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string[] pattern = path.Trim('"').Split('/');
        string[] names = file.Split('/');
        return FileSystemName.MatchesSimpleExpression(pattern[^1], names[^1], ignoreCase: false)
            && (pattern.Length < 2 || (names.Length > 1 && pattern[^2] == names[^2]));
    }
}
