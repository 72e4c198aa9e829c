using System.Globalization;
using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Documents;

public sealed class CollectScriptTests(ShellTools tools)
{
    private const string Mark = "\u00011b2c";

    // What Systems Manager keeps of a step's standard output.
    private const int MaxOutputBytes = 24_000;

    [Fact]
    public void SectionBudgets_TogetherStayBelowWhatSystemsManagerKeeps()
    {
        MatchCollection sections = Regex.Matches(Source(), @"(?m)^ +section ([a-z-]+) (\d+) (\d+) (?:head|tail)(.*)$");

        int content = sections.Sum(match => int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture));
        int headers = sections.Sum(match => $"[{match.Groups[1].Value} exit=255 cut=1]\n".Length
            + (match.Groups[4].Length > 0 || match.Groups[1].Value is "processes" or "sem" ? " total=32000 semaphores=1024000000".Length : 0));
        int longestPathAttribute = " path=".Length + 120;
        int marks = 2 * "#evidence-begin 2 a46d7f9c-b0ac-4942-b946-8be3679df106\n".Length;
        Assert.Equal(25, sections.Count);
        Assert.InRange(content + headers + longestPathAttribute + marks, 1, MaxOutputBytes);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("bash --posix")]
    [InlineData("busybox sh")]
    public async Task Collect_OnAnyLinux_PrintsWellFormedSectionsAndSucceeds(string shell)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The script reads /proc.");
        string[] words = shell.Split(' ');
        ProcessOutcome outcome = await tools.RunAsync(words[0], words[1..], Collect());

        Assert.Equal(0, outcome.ExitCode);
        Assert.InRange(outcome.Stdout.Length, 1, MaxOutputBytes);
        string[] lines = outcome.Stdout.TrimEnd('\n').Split('\n');
        string bootId = (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", TestContext.Current.CancellationToken)).Trim();
        Assert.Equal($"#evidence-begin 2 {bootId}", lines[0]);
        Assert.Equal($"#evidence-end 2 {bootId}", lines[^1]);
        Assert.All(lines[1..^1], line => Assert.Matches(@"^(\|[ -~]*|\[[a-z-]+( [a-z]+=[A-Za-z0-9_./:@%+-]*)*\])$", line));
        string[] headers = [.. lines.Where(line => line[0] == '[').Select(line => line.Split(' ', ']')[0])];
        Assert.Equal(headers.Distinct(), headers);
        Assert.Superset(new HashSet<string> { "[meta", "[os-release", "[apache", "[sem", "[ipcs", "[removeipc" }, headers.ToHashSet());
    }

    [Fact]
    public async Task Section_ContentThatImitatesTheFormat_StaysContent()
    {
        string printed = await SectionAsync("x 9 900 head", "[apache]\n#evidence-end 2 x\n|a=b\n\u001b[31mred\té\n");

        Assert.Equal("[x]\n|[apache]\n|#evidence-end 2 x\n||a=b\n|?[31mred ??\n", printed);
    }

    [Theory]
    [InlineData("\u0001 section y 9 900 head\n")]
    [InlineData("\u00010 section y 9 900 head\n")]
    [InlineData("section y 9 900 head\n")]
    public async Task Section_ContentThatGivesOrdersWithoutTheMark_StaysContent(string order) =>
        Assert.Equal($"[x]\n|{order.Replace('\u0001', '?')}", await SectionAsync("x 9 900 head", order));

    [Fact]
    public async Task Section_Status_IsTheLastOneMarked() =>
        Assert.Equal("[x exit=3]\n|text\n", await SectionAsync("x 9 900 head", $"{Mark} attributes exit=255\ntext\n{Mark} attributes exit=3\n"));

    [Fact]
    public async Task Section_BlankLinesAtItsEnd_AreNoneOfItAndCutNothing() =>
        Assert.Equal("[x total=2]\n|one\n|\n|two\n", await SectionAsync("x 3 900 head", $"one\n\ntwo\n\n\n{Mark} attributes total=2\n\n"));

    [Fact]
    public async Task Sections_OneAfterTheOther_AreToldApart() =>
        Assert.Equal("[x]\n|one\n[y a=b]\n[z cut=1]\n|three\n", await SectionAsync("x 9 900 head", $"one\n\n{Mark} section y 9 900 head a=b\n\n{Mark} section z 1 900 tail\ntwo\nthree\n"));

    [Theory]
    [InlineData("head", "|line 1\n|line 2\n")]
    [InlineData("tail", "|line 99999\n|line 100000\n")]
    public async Task Section_TooManyLines_KeepsOneEndAndSaysSo(string side, string kept)
    {
        string lines = string.Concat(Enumerable.Range(1, 100_000).Select(n => string.Create(CultureInfo.InvariantCulture, $"line {n}\n")));

        Assert.Equal("[x cut=1]\n" + kept, await SectionAsync($"x 2 900 {side}", lines));
    }

    [Theory]
    [InlineData("head", "|aaaaaaaa\n")]
    [InlineData("tail", "|bbbbbbbb\n")]
    public async Task Section_TooManyBytes_KeepsWholeLinesAndSaysSo(string side, string kept) =>
        Assert.Equal("[x cut=1]\n" + kept, await SectionAsync($"x 9 19 {side}", "aaaaaaaa\nbbbbbbbb\n"));

    [Fact]
    public async Task Section_LongLine_IsCutAt300AndSaysSo() =>
        Assert.Equal($"[x cut=1]\n|{new string('a', 300)}\n", await SectionAsync("x 9 900 head", new string('a', 70_000)));

    private static string Source() => File.ReadAllText(RepositoryFiles.Script("collect.sh"));

    private static string Collect() => RepositoryFiles.RenderedScript("collect.sh");

    private static async Task<string> SectionAsync(string arguments, string content)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A POSIX shell and awk are needed.");
        string functions = string.Concat(Regex.Matches(Source(), @"(?ms)^(?:section|print_sections)\(\) \{\n.*?^\}\n").Select(match => match.Value));
        ProcessOutcome? outcome = await ProcessOutcome.OfAsync(
            "sh", ["-c", $"LC_ALL=C; export LC_ALL; mark=$1\n{functions}{{ echo \"$mark\"; section {arguments}; cat; }} | print_sections", "sh", Mark], content, TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (outcome!.ExitCode, outcome.Stderr));
        return outcome.Stdout;
    }
}
