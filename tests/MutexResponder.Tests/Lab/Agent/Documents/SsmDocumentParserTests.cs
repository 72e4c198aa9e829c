using System.Collections.Immutable;
using CsCheck;
using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Tests.Lab.Agent.Documents;

public sealed class SsmDocumentParserTests
{
    private const string Whole = """
        schemaVersion: "2.2"
        description: Shows every member.
        parameters:
          bootId:
            type: String
            description: A boot id.
            allowedPattern: "^[0-9a-f-]{36}$"
          mode:
            type: String
            default: quick
            allowedValues: [quick, slow]
            interpolationType: ENV_VAR
        mainSteps:
          - name: apply
            action: aws:runShellScript
            precondition: { StringEquals: [platformType, Linux] }
            inputs:
              timeoutSeconds: "120"
              onFailure: exit
              runCommand:
                - echo '{{ bootId }}'
                - echo "{{.NotOurs}}"
          - name: collect
            action: aws:runShellScript
            inputs:
              finallyStep: true
              runCommand: [ls]
        """;

    [Fact]
    public void Document_WithEveryMember_IsRead()
    {
        SsmDocument document = LabAws.Document(Whole);

        Assert.Equal(["bootId", "mode"], document.Parameters.Select(parameter => parameter.Name));
        Assert.Null(document.Parameters[0].Default);
        Assert.Equal("^[0-9a-f-]{36}$", document.Parameters[0].AllowedPattern);
        Assert.True(document.Parameters[1].IsEnvironmentVariable);
        Assert.Equal(["quick", "slow"], document.Parameters[1].AllowedValues);
        SsmStep apply = document.Steps[0];
        Assert.Equal("echo '{{ bootId }}'\necho \"{{.NotOurs}}\"", apply.Script);
        Assert.Equal(TimeSpan.FromSeconds(120), apply.Timeout(ImmutableDictionary<string, string>.Empty));
        Assert.Equal(StepExit.Exit, apply.OnFailure);
        Assert.True(apply.Precondition?.IsMet(ImmutableDictionary<string, string>.Empty));
        Assert.True(document.Steps[1].IsFinally);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("172801")]
    [InlineData("soon")]
    [InlineData("")]
    public void Timeout_NotInTheAgentsRange_IsAnHour(string text)
    {
        var step = new SsmStep("s", null, "ls", text, StepExit.Continue, StepExit.Continue, IsFinally: false);

        Assert.Equal(TimeSpan.FromHours(1), step.Timeout(ImmutableDictionary<string, string>.Empty));
    }

    [Theory]
    [InlineData("schemaVersion: \"2.2\"", "schemaVersion: \"0.3\"", "schemaVersion (line 1) must be \"2.2\"")]
    [InlineData("aws:runShellScript\n    inputs:\n      finallyStep", "aws:runPowerShellScript\n    inputs:\n      finallyStep", "mainSteps[1].action (line 24) must be aws:runShellScript")]
    [InlineData("type: String\n    default", "type: StringList\n    default", "parameters.mode.type (line 9) must be String")]
    [InlineData("  - name: collect\n", "  - name: collect\n    onFailure: exit\n", "counts inside inputs only")]
    [InlineData("name: collect", "name: apply", "two steps of the name 'apply'")]
    [InlineData("[ls]", "['{{ other }}']", "uses {{ other }}, which is not among the parameters")]
    [InlineData("[platformType, Linux]", "[Linux, Linux]", "two different values")]
    [InlineData("[platformType, Linux]", "[a, b]", "must compare platformType or a parameter")]
    [InlineData("onFailure: exit", "onFailure: Abort", "must be exit or successAndExit")]
    [InlineData("onFailure: exit", "workingDirectory: /tmp", "has 'workingDirectory', which the lab does not know")]
    [InlineData("\"^[0-9a-f-]{36}$\"", "\"(\"", "is no regular expression")]
    [InlineData("description: Shows every member.", "description: [", "Not YAML")]
    public void Document_WithAFault_IsRefusedByName(string part, string instead, string error)
    {
        Assert.Contains(part, Whole, StringComparison.Ordinal);

        SsmDocumentParseResult parsed = SsmDocumentParser.Parse(Whole.Replace(part, instead, StringComparison.Ordinal));

        Assert.False(parsed.IsDocument);
        Assert.Contains(error, parsed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_LongerThanSsmTakes_IsRefused() =>
        Assert.Contains("65536 at most", SsmDocumentParser.Parse(new string('#', SsmDocument.MaxTextLength + 1)).Error, StringComparison.Ordinal);

    [Fact]
    public void Document_NestedTooDeep_IsRefused() =>
        Assert.NotNull(SsmDocumentParser.Parse(new string('[', SsmDocument.MaxTextLength)).Error);

    [Fact]
    public void Parse_AnyDamageToADocument_GivesAResult() => Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Int[0, 40], Gen.String).Sample(
        (start, length, insert) =>
        {
            string damaged = Whole.Remove(start, Math.Min(length, Whole.Length - start)).Insert(start, insert);
            SsmDocumentParseResult parsed = SsmDocumentParser.Parse(damaged);
            return parsed.Document is null != parsed.Error is null;
        },
        iter: 3_000);

    [Theory]
    [InlineData("{{ mode }}", "slow", true)]
    [InlineData("{{mode}}", "quick", false)]
    [InlineData("platformType", "linux", true)]
    [InlineData("Windows", "platformType", false)]
    public void Precondition_ComparesAsTheAgentDoes(string left, string right, bool isMet) =>
        Assert.Equal(isMet, new SsmPrecondition(left, right).IsMet(ImmutableDictionary<string, string>.Empty.Add("mode", "slow")));
}
