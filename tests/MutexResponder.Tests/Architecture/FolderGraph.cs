using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Architecture;

/// <summary>Which folder of a project needs which: by its `using`s, and by names that it writes out with their namespace.</summary>
internal sealed partial class FolderGraph
{
    private readonly Dictionary<string, Dictionary<string, string>> _needs = new(StringComparer.Ordinal);

    /// <param name="project">The project's root namespace; the folders are the namespaces right below it.</param>
    /// <param name="sources">Its C# files.</param>
    public FolderGraph(string project, IEnumerable<string> sources)
    {
        string root = Regex.Escape(project);
        (string Folder, string Code)[] files =
        [
            .. sources.Select(source => (Regex.Match(source, $@"^namespace {root}\.(\w+)", RegexOptions.Multiline).Groups[1].Value, Comments().Replace(source, "")))
                .Where(file => file.Item1.Length > 0),
        ];
        string folders = string.Join('|', files.Select(file => file.Folder).Distinct());
        HashSet<string> types = [.. files.SelectMany(file => Types().Matches(file.Code).Select(type => $"{file.Folder}.{type.Groups[1].Value}"))];
        Regex names = new($@"\b{root}\.(?<folder>{folders})\b|(?<![\w.])(?<type>(?<folder>{folders})\.(?:\w+\.)?\w+)");
        foreach ((string folder, string code) in files)
        {
            Dictionary<string, string> needs = _needs.TryGetValue(folder, out Dictionary<string, string>? known) ? known : _needs[folder] = new(StringComparer.Ordinal);
            foreach (Match name in names.Matches(code))
            {
                string needed = name.Groups["folder"].Value;

                // A property may be called like a folder: only what is a type there counts.
                bool isMeant = !name.Groups["type"].Success || types.Any(type => name.Groups["type"].Value.StartsWith(type, StringComparison.Ordinal));
                if (needed != folder && isMeant)
                {
                    needs.TryAdd(needed, code.Split('\n').First(line => line.Contains(name.Value, StringComparison.Ordinal)).Trim());
                }
            }
        }
    }

    public IReadOnlyCollection<string> Folders => _needs.Keys;

    /// <summary>Each need that goes in a circle, with a line that shows it.</summary>
    public IEnumerable<string> Circles() =>
        from folder in _needs
        from need in folder.Value
        where ReachedFrom(need.Key).Contains(folder.Key)
        select $"{folder.Key} needs {need.Key}: {need.Value}";

    private HashSet<string> ReachedFrom(string folder)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([folder]);
        while (open.TryPop(out string? next))
        {
            foreach (string need in _needs.GetValueOrDefault(next)?.Keys.Where(reached.Add).ToArray() ?? [])
            {
                open.Push(need);
            }
        }

        return reached;
    }

    [GeneratedRegex(@"^(?:public|internal)[\w ]*? (?:class|record struct|record|struct|enum|interface) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();

    /// <summary>Comments may name whatever they speak of.</summary>
    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comments();
}
