using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Documents;

/// <summary>The list that <c>.ci/mutants</c> tries: no guard of the scripts is missing from it, and each row still says something of them.</summary>
public sealed partial class ScriptMutantTests
{
    private static string EndToEnd { get; } = Path.Combine(RepositoryFiles.SsmDirectory, "..", "..", "tests", "MutexResponder.EndToEnd");

    private static string[][] Rows { get; } =
        [.. File.ReadAllLines(Path.Combine(EndToEnd, "Guardrails", "Mutants", "scripts.tsv")).Skip(1).Select(line => line.Split('\t'))];

    private static string[] Scripts { get; } =
        [.. Directory.GetFiles(RepositoryFiles.Script(""), "*.sh", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(RepositoryFiles.Script(""), path).Replace('\\', '/'))];

    /// <summary>Conditions that no test can notice, each with what it is then.</summary>
    private static string[] LeftOut { get; } =
    [
        "[ -n \"$REMOVE_SEMAPHORES\" ] || return 0", // it spares a look: none is removed of none
        "echo \"$kind $path\" || return 1", // a file that cannot be written once, and then can: what never can fails with the last line
        "\n    [ -n \"$remaining\" ] || return 0", // before the signals it spares a wait: none is signalled of none
        "systemctl reboot; then return; fi", // the second order of a reboot ends with the machine
        "[ -n \"$parent\" ] || return 1", // it spares a listing, which without a parent is of no process, and so not whole
        "case \" $servers \" in *\" ${executable% (deleted)} \"*) ;; *) return 1", // a process that was Apache's and has begun, since the look, to run another file of root's that is gone: only such are listed
        "[ -n \"$parent\" ] || return 0", // the second of two bars: those that are asked are a parent and its children
        "case $3 in [ZX]) return 1", // a zombie runs no file: it spares a program for each
        "if (name == \"\") return", // before the first section: it formats
    ];

    [Fact]
    public void EachGuardOfTheScripts_IsTakenAwayByARow()
    {
        int guardCount = 0;
        List<string> missing = [];
        foreach (string script in Scripts)
        {
            string text = File.ReadAllText(RepositoryFiles.Script(script));
            (int Start, int End)[] taken = [.. Rows.Where(row => row[1] == script).SelectMany(row => Occurrences(text, row[2]))];
            foreach (Match line in Line().Matches(text).Where(line => Guard().IsMatch(line.Value) && !LeftOut.Any($"\n{line.Value}".Contains)))
            {
                guardCount++;
                if (!taken.Any(span => span.Start < line.Index + line.Length && span.End > line.Index))
                {
                    missing.Add($"{script}: {line.Value.Trim()}");
                }
            }
        }

        Assert.True(missing.Count == 0, "no row of scripts.tsv takes these guards away:\n" + string.Join('\n', missing));
        Assert.True(guardCount >= 130, $"only {guardCount} guards were found");
        Assert.All(LeftOut, part => Assert.Contains(Scripts, script => File.ReadAllText(RepositoryFiles.Script(script)).Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void EachRow_ChangesItsScript_AndNamesATestThatIsThere()
    {
        string tests = string.Concat(Directory.GetFiles(Path.Combine(EndToEnd, "Guardrails"), "*.cs").Select(File.ReadAllText));
        Assert.All(Rows, row => Assert.Equal(5, row.Length));
        Assert.Equal(Rows.Length, Rows.Select(row => row[0]).Distinct().Count());
        Assert.All(Rows, row => Assert.NotEqual(row[2], row[3]));

        Assert.Equal([], Rows.Where(row => !Scripts.Contains(row[1]) || !Occurrences(File.ReadAllText(RepositoryFiles.Script(row[1])), row[2]).Any()).Select(row => $"not there: {row[0]}"));
        Assert.Equal([], Rows.Where(row => !IsTest(tests, row[4])).Select(row => $"no such test: {row[4]}"));
    }

    private static bool IsTest(string tests, string name) => name.Split('.') is [var type, .. var method]
        && tests.Contains($"class {type}(", StringComparison.Ordinal) && method.All(start => tests.Contains($"public async Task {start}", StringComparison.Ordinal));

    private static IEnumerable<(int Start, int End)> Occurrences(string text, string part)
    {
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            yield return (at, at + part.Length);
        }
    }

    [GeneratedRegex("(?m)^(?! *#).+$")]
    private static partial Regex Line();

    /// <summary>A refusal or a failure by its name, what makes one, or a call of several; not the definition of such a function. A condition that ends a function or leaves something out.</summary>
    [GeneratedRegex(@"\b(?:refuse|fail|reload_fails) [a-z]|\bhazard=[a-z]|\brefuse_[a-z_]+\b(?!\()|\bresult failed-restored\b|(?:\|\||&&|\)|\bthen) *(?:return|continue)\b")]
    private static partial Regex Guard();
}
