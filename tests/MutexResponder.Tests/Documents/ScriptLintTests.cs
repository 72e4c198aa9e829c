using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Documents;

public sealed class ScriptLintTests(ShellTools tools)
{
    private static readonly string[] Scripts = ["collect.sh", "library.sh", "apply.sh", "restore.sh", "recover.sh"];

    public static TheoryData<string> EachScript => [.. Scripts];

    public static TheoryData<string, string> ScriptsByDialect => [.. from script in Scripts from dialect in new[] { "sh", "dash" } select (script, dialect)];

    public static TheoryData<string, string> ScriptsByShell => [.. from script in Scripts from shell in new[] { "sh", "dash", "busybox sh", "bash --posix", "mksh" } select (script, shell)];

    [Theory]
    [MemberData(nameof(ScriptsByDialect))]
    public async Task Script_HasNoShellcheckFinding(string script, string dialect)
    {
        ProcessOutcome outcome = await tools.RunAsync("shellcheck", ["-x", "-s", dialect, RepositoryFiles.Script(script)], "");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stdout));
    }

    [Theory]
    [MemberData(nameof(ScriptsByShell))]
    public async Task Script_IsParsedByEveryPosixShell(string script, string shell)
    {
        string[] words = shell.Split(' ');
        ProcessOutcome outcome = await tools.RunAsync(words[0], [.. words[1..], "-n", "-s"], RepositoryFiles.RenderedScript(script));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stderr));
    }

    [Theory]
    [MemberData(nameof(EachScript))]
    public async Task Script_HasNoBashism(string script)
    {
        ProcessOutcome outcome = await tools.RunAsync("checkbashisms", ["-p", "-"], RepositoryFiles.RenderedScript(script));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stderr));
    }

    // The agent takes 168 and 169 as orders to skip the remaining steps, and 137 as a time-out.
    [Theory]
    [MemberData(nameof(EachScript))]
    public void Script_UsesNoExitCodeOfTheAgents(string script)
    {
        string text = RepositoryFiles.RenderedScript(script);

        Assert.DoesNotMatch(@"\b(168|169|137)\b", text);
        Assert.Equal(script == "recover.sh", Regex.IsMatch(text, @"\b194\b"));
    }

    [Theory]
    [MemberData(nameof(EachScript))]
    public void Script_DoesNotEndAtTheFirstFailure(string script) =>
        Assert.DoesNotMatch(@"(?m)^\s*set -[a-z]*[eu]", RepositoryFiles.RenderedScript(script));

    /// <summary>A busybox whose shell prefers its own applets would else take its own find, which knows less and then lists nothing.</summary>
    [Theory]
    [MemberData(nameof(EachScript))]
    public void Script_NamesFindByItsPath_WhereItAsksForWhatOnlyGnuKnows(string script) =>
        Assert.DoesNotMatch(@"(?<![\w/])find [^\n|&]*-(lname|xtype|printf|newer\wt|uid|gid)\b", RepositoryFiles.RenderedScript(script).Replace("\\\n", " ", StringComparison.Ordinal));
}
