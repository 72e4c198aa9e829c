using System.CommandLine;
using System.Text;
using System.Text.Json;
using MutexResponder.Inspection;
using MutexResponder.Lab.Commands;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab.Commands;

public class DiagnoseCommandTests
{
    [Theory]
    [InlineData("removed-prefork-orphan", 10)]
    [InlineData("exhausted", 10)]
    [InlineData("config-broken", 11)]
    [InlineData("no-apache", 11)]
    [InlineData("fcntl-healthy", 0)]
    [InlineData("healthy-sysvsem-prefork", 0)]
    public void ExitCode_SaysTheVerdict(string recording, int exitCode) =>
        Assert.Equal(exitCode, Run(Recording.Load(recording).ToString(), "-").ExitCode);

    [Fact]
    public void Page_HasVerdictFindingsConditionsPlanAndAdvice()
    {
        string page = Run(Recording.Load("removed-prefork-orphan").ToString(), "-").Output;

        Assert.StartsWith("REMEDY KNOWN: semaphores-removed", page, StringComparison.Ordinal);
        Assert.Contains("orphan-holds-ports (observed)", page, StringComparison.Ordinal);
        Assert.Contains("Root cause: systemd-logind, all four conditions hold", page, StringComparison.Ordinal);
        Assert.Contains("yes      Apache's user is not a system user", page, StringComparison.Ordinal);
        Assert.Contains("AH00144", page, StringComparison.Ordinal);
        Assert.Contains("1. Refuse if the machine has been rebooted", page, StringComparison.Ordinal);
        Assert.Contains("- Run Apache as a system user", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithoutAPlan_NamesNone()
    {
        string page = Run(Recording.Load("config-broken").ToString(), "-").Output;

        Assert.StartsWith("A PERSON HAS TO LOOK: config-broken", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Plan", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasTheSame()
    {
        using JsonDocument json = JsonDocument.Parse(Run(Recording.Load("exhausted").ToString(), "-", "--json", "--recovery", "Restart").Output);
        JsonElement root = json.RootElement;

        Assert.Equal(("Remedy", "semaphores-exhausted"), (root.GetProperty("verdict").GetString(), root.GetProperty("reasonCode").GetString()));
        Assert.Equal(4, root.GetProperty("rootCause").GetProperty("conditions").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("rootCause").GetProperty("conditions")[3].GetProperty("holds").ValueKind);
        Assert.Equal("Restart", root.GetProperty("plan").GetProperty("recovery").GetString());
        Assert.Equal([1, 3, 5], root.GetProperty("plan").GetProperty("removeSemaphores").EnumerateArray().Select(id => id.GetInt32()));
    }

    /// <summary>It is another machine's word, and goes to this one's terminal.</summary>
    [Theory]
    [InlineData("config-broken", "000-default.conf:")]
    [InlineData("config-broken", "(bookworm)\"")]
    [InlineData("explicit-mpm-accept", "mpm-accept")]
    public void MachinesText_MovesNoCursor(string recording, string before)
    {
        string hostile = Recording.Load(recording).Replacing(before, "\e]0;owned\a\u009b31m\u202e" + before).ToString();
        string page = Run(hostile, "-").Output;

        Assert.DoesNotMatch(@"[\p{Cc}\p{Cf}-[\n]]", page.ReplaceLineEndings("\n") + Run(hostile, "-", "--json").Output.ReplaceLineEndings("\n"));
        Assert.Contains("]0;owned", page, StringComparison.Ordinal);
    }

    [Fact]
    public void File_WithWindowsLineEndsAndTextAround_IsRead()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "$ sudo sh collect.sh\r\n" + Recording.Load("removed-prefork-orphan").ToString().ReplaceLineEndings("\r\n") + "$ exit\r\n");
            Assert.Equal(10, Run("", path).ExitCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("/nonexistent/evidence.txt", "it is not there.")]
    [InlineData("/proc", "it is a folder, and a file is wanted.")]
    [InlineData("", "it is empty.")]
    public void File_ThatCannotBeRead_IsSaidWithTheReason(string path, string reason) =>
        Assert.Equal((2, "", $"'{path}' cannot be read: {reason}\n"), Run("", path));

    [Theory]
    [InlineData("", "There is no folder ''; run this at the root of the repository, or name the folder.\n")]
    [InlineData("/proc", "Could not find file '/proc/inspect.yaml'.\n")]
    public void FolderWithoutDocuments_IsSaidInOneLine(string folder, string message)
    {
        using StringWriter errors = new();

        Assert.Equal(2, DocumentsCommand.Create().Parse([folder]).Invoke(new InvocationConfiguration { Error = errors }));
        Assert.Equal(message, errors.ToString());
    }

    [Theory]
    [InlineData("", "there is no inspection output")]
    [InlineData("apache2 is down, please help", "there is no inspection output")]
    public void Input_ThatIsNoEvidence_IsRefusedWithTheReason(string input, string reason)
    {
        (int exitCode, string output, string errors) = Run(input, "-");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.Contains("collect-script", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_CutInTheMiddle_IsRefusedWithTheReason()
    {
        string whole = Recording.Load("removed-prefork-orphan").ToString();

        Assert.Contains("no matching end mark", Run(whole[..(whole.Length / 2)], "-").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_WithoutEnd_IsReadToItsBoundOnly()
    {
        (int exitCode, _, string errors) = Run(new string('x', EvidenceBlock.MaxTextChars * 2), "-");

        Assert.Equal(2, exitCode);
        Assert.Contains("at most 1000000", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNotThere_IsNamed()
    {
        (int exitCode, _, string errors) = Run("", "/nowhere/evidence.txt");

        Assert.Equal(2, exitCode);
        Assert.Contains("/nowhere/evidence.txt", errors, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Errors) Run(string input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Command command = DiagnoseCommand.Create(() => new MemoryStream(Encoding.UTF8.GetBytes(input)));
        int exitCode = command.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }
}
