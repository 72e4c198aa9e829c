using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MutexResponder.Remediation;
using YamlDotNet.RepresentationModel;

namespace MutexResponder.Tests.Documents;

/// <summary>The rules for Command documents of schema 2.2, and our own on top of them.</summary>
public sealed class SsmDocumentTests
{
    private static readonly Dictionary<string, string> ValidValues = new()
    {
        ["ChangeIncidentId"] = "mr-20260825T205154Z-i-0abc1234def567890",
        ["ExpectedBootId"] = "a46d7f9c-b0ac-4942-b946-8be3679df106",
        ["ExpectedConfigHash"] = new string('5', 64),
        ["ExpectedParent"] = "73-178749-1795654691",
        ["ValidUntilUptime"] = "3600",
        ["Remedy"] = "conf-available",
        ["RemoveSemaphores"] = "3,32770",
        ["Recovery"] = "reboot",
        ["IncidentId"] = "mr-20260825T205154Z-i-0abc1234def567890",
    };

    private static readonly string[] ChangingDocuments = ["remediate.yaml", "rollback.yaml"];

    public static TheoryData<string> Names => ["inspect.yaml", .. ChangingDocuments];

    public static TheoryData<string, string> ParameterNames =>
        [.. from document in ChangingDocuments from parameter in Parameters(document).Children.Keys select (document, parameter.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void Document_IsOfSchema22AndFitsSystemsManager(string name)
    {
        Assert.Equal("2.2", Text(Root(name), "schemaVersion"));
        Assert.InRange(StoredBytes(name), 1, 40_000); // Systems Manager takes 65,536
    }

    [Fact]
    public void RemoveSemaphores_AdmitsAsManyAsAPlanNames()
    {
        string most = string.Join(',', Enumerable.Repeat("2147483647", Plan.MaxSemaphores));

        Assert.Matches(Pattern("remediate.yaml", "RemoveSemaphores"), most);
        Assert.DoesNotMatch(Pattern("remediate.yaml", "RemoveSemaphores"), most + ",1");
    }

    [Fact]
    public void Remedy_AdmitsEachThatAPlanNames() =>
        Assert.All(Enum.GetValues<Remedy>(), remedy => Assert.Matches(Pattern("remediate.yaml", "Remedy"), remedy.Word()));

    [Fact]
    public void Inspect_HasOneStep_AndNoParameter()
    {
        Assert.Equal(["collect"], Steps("inspect.yaml").Select(step => Text(step, "name")));
        Assert.False(Root("inspect.yaml").Children.ContainsKey("parameters"));
    }

    [Theory]
    [InlineData("remediate.yaml", "apply")]
    [InlineData("rollback.yaml", "restore")]
    public void ChangingDocument_StopsAtTheFirstFailure_AndCollectsNothing(string name, string first)
    {
        YamlMappingNode[] steps = [.. Steps(name)];

        Assert.Equal([first, "recover"], steps.Select(step => Text(step, "name")));
        Assert.Equal(["120", "600"], steps.Select(step => Text(Inputs(step), "timeoutSeconds")));
        Assert.All(steps, step => Assert.Equal("exit", Text(Inputs(step), "onFailure")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_RunsOnLinuxOnly(string name) =>
        Assert.All(Steps(name), step =>
        {
            Assert.Equal("aws:runShellScript", Text(step, "action"));
            YamlMappingNode precondition = (YamlMappingNode)step["precondition"];
            Assert.Equal(["platformType", "Linux"], ((YamlSequenceNode)precondition["StringEquals"]).Select(node => node.ToString()));
        });

    [Fact]
    public void SharedStep_IsTheSameInBothChangingDocuments() =>
        Assert.Equal(Script(Steps("remediate.yaml").Last()), Script(Steps("rollback.yaml").Last()));

    [Fact]
    public void Parameters_AreThoseWithAValidSampleHere() => Assert.Equal(
        ValidValues.Keys.Order(StringComparer.Ordinal),
        ChangingDocuments.SelectMany(document => Parameters(document).Children.Keys).Select(key => key.ToString()).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Parameters_AreThoseThatThePlansGive()
    {
        Plan plan = new(Remedy.None, RecoveryKind.Reboot, default, default, []);
        Plan rollback = Plan.OfRollback(new AppliedChange(default, default, default), RecoveryKind.Reboot);

        Assert.Equal(plan.ToParameters(default).Keys, Parameters("remediate.yaml").Children.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(rollback.ToParameters(default).Keys, Parameters("rollback.yaml").Children.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ParameterNames))]
    public void Parameter_AdmitsItsValidValue(string document, string name) => Assert.Matches(Pattern(document, name), ValidValues[name]);

    // Agents without ENV_VAR interpolation paste the value into the script as text.
    [Theory]
    [MemberData(nameof(ParameterNames))]
    public void Parameter_CharacterThatMeansSomethingToAShell_IsRefusedWhereverItStands(string document, string name)
    {
        string valid = ValidValues[name];
        Regex pattern = new(Pattern(document, name));
        foreach (char c in " \t'\"`$\\;&|<>(){}[]*?!~#%^=@/:+.\r\u0000\u00e9\u2028")
        {
            for (int at = 0; at <= valid.Length; at++)
            {
                Assert.DoesNotMatch(pattern, valid.Insert(at, c.ToString()));
            }
        }

        for (int at = 0; at < valid.Length; at++)
        {
            Assert.DoesNotMatch(pattern, valid.Insert(at, "\n"));
        }
    }

    [Theory]
    [MemberData(nameof(ParameterNames))]
    public void Parameter_IsPastedBetweenSingleQuotesAndNowhereElse(string document, string name)
    {
        string paste = "{{ " + name + " }}";
        string all = string.Join('\n', Steps(document).Select(Script));

        Assert.Contains("='" + paste + "'\n", all, StringComparison.Ordinal);
        Assert.Equal(all.Split(paste).Length, all.Split("='" + paste + "'\n").Length);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DoubleBraces_NameADeclaredParameter(string name)
    {
        string all = string.Join('\n', Steps(name).Select(Script));

        Assert.All(Regex.Matches(all, @"\{\{([^}]*)\}\}"), match => Assert.Contains(match.Groups[1].Value.Trim(), ValidValues.Keys));
        Assert.Equal(all.Split("{{").Length - 1, Regex.Count(all, @"\{\{ [A-Za-z]+ \}\}"));
    }

    // The agent does not check allowedPattern when a document is old or a script is started by hand, so the scripts do.
    [Theory]
    [InlineData("remediate.yaml", "ExpectedBootId", "apply", "recover")]
    [InlineData("remediate.yaml", "IncidentId", "apply", "recover")]
    [InlineData("remediate.yaml", "ExpectedConfigHash", "apply", "recover")]
    [InlineData("remediate.yaml", "RemoveSemaphores", "apply")]
    [InlineData("rollback.yaml", "ExpectedBootId", "restore", "recover")]
    [InlineData("rollback.yaml", "ChangeIncidentId", "restore")]
    [InlineData("rollback.yaml", "IncidentId", "recover")]
    [InlineData("rollback.yaml", "ExpectedConfigHash", "restore", "recover")]
    [InlineData("remediate.yaml", "ExpectedParent", "apply", "recover")]
    [InlineData("rollback.yaml", "ExpectedParent", "restore", "recover")]
    [InlineData("remediate.yaml", "ValidUntilUptime", "apply", "recover")]
    [InlineData("rollback.yaml", "ValidUntilUptime", "restore", "recover")]
    [InlineData("remediate.yaml", "Recovery", "apply", "recover")]
    [InlineData("rollback.yaml", "Recovery", "restore", "recover")]
    public void Script_ChecksTheSamePatternItself(string document, string parameter, params string[] steps) =>
        Assert.All(steps, name => Assert.Contains(
            $"\" '{Pattern(document, parameter)[1..^1]}'\n", // of must_match
            Library(document) + Script(Steps(document).Single(step => Text(step, "name") == name)),
            StringComparison.Ordinal));

    /// <summary>A step reads the library of its own document and no other: its digest is in its name.</summary>
    [Theory]
    [InlineData("remediate.yaml")]
    [InlineData("rollback.yaml")]
    public void Library_IsKeptByTheFirstStep_AndReadByBoth(string document)
    {
        string read = $". /var/lib/mutex-responder/library-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Library(document))))[..16]}\n";

        Assert.Equal(RepositoryFiles.RenderedScript("library.sh"), Library(document));
        Assert.All(Steps(document), step => Assert.Contains(read, Script(step), StringComparison.Ordinal));
    }

    private static string Library(string document) => Script(Steps(document).First()).Split("<<'END OF LIBRARY'", 2)[1].Split('\n', 2)[1].Split("END OF LIBRARY\n", 2)[0];

    /// <summary>As JSON, which is how Systems Manager keeps it, with the longest values of its parameters in their places.</summary>
    private static int StoredBytes(string name)
    {
        string json = Json(Root(name));
        Dictionary<string, string> longest = new(ValidValues)
        {
            ["ExpectedParent"] = "4194304999-12345678901234567890-123456789012",
            ["ValidUntilUptime"] = new string('9', 12),
            ["RemoveSemaphores"] = string.Join(',', Enumerable.Repeat("2147483647", Plan.MaxSemaphores)),
        };
        foreach ((string parameter, string value) in longest)
        {
            json = json.Replace("{{ " + parameter + " }}", value, StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetByteCount(json);
    }

    private static string Json(YamlNode node) => node switch
    {
        YamlMappingNode map => "{" + string.Join(',', map.Children.Select(pair => $"{Json(pair.Key)}:{Json(pair.Value)}")) + "}",
        YamlSequenceNode list => "[" + string.Join(',', list.Children.Select(Json)) + "]",
        _ => JsonSerializer.Serialize(((YamlScalarNode)node).Value, Relaxed),
    };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static YamlMappingNode Root(string name)
    {
        YamlStream stream = [];
        using StreamReader reader = File.OpenText(Path.Combine(RepositoryFiles.SsmDirectory, name));
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static IEnumerable<YamlMappingNode> Steps(string name) => ((YamlSequenceNode)Root(name)["mainSteps"]).Cast<YamlMappingNode>();

    private static YamlMappingNode Inputs(YamlMappingNode step) => (YamlMappingNode)step["inputs"];

    private static string Script(YamlMappingNode step) => string.Join('\n', ((YamlSequenceNode)Inputs(step)["runCommand"]).Select(node => node.ToString()));

    private static YamlMappingNode Parameters(string document) => (YamlMappingNode)Root(document)["parameters"];

    private static string Pattern(string document, string name) => Text((YamlMappingNode)Parameters(document)[name], "allowedPattern");

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;
}
