using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>One line of Apache's configuration as grep prints it, <c>file:line:text</c>.</summary>
/// <param name="File">The absolute path.</param>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without blanks around it.</param>
public sealed record ConfigurationLine(string File, int Number, string Text)
{
    /// <summary>Its words; those of a comment begin with <c>#</c>, as no directive does.</summary>
    public string[] Words => Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether it sets the mutexes that no other line names: <c>Mutex MECHANISM [default] [OmitPID]</c> (httpd's core.xml).</summary>
    public bool SetsDefaultMutex =>
        Words is [var directive, _, .. var names] && directive.Equals("Mutex", StringComparison.OrdinalIgnoreCase)
        && names.Where(name => !name.Equals("OmitPID", StringComparison.OrdinalIgnoreCase)).ToArray() is { } named && (named.Length == 0 || named.Contains("default"));

    /// <summary>Null for anything else. Never throws.</summary>
    public static ConfigurationLine? TryRead(string line)
    {
        string[] parts = line.Split(':', 3);
        return parts is [['/', ..], _, _] && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new ConfigurationLine(parts[0], number, parts[2].Trim())
            : null;
    }
}
