using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Lambda.Store;
using MutexResponder.Tests.Documents;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed partial class TemplateFunctionTests(ShellTools tools)
{
    private static readonly string[] s_variables =
    [
        "MUTEX_RESPONDER_APPROVAL_TIMEOUT_SECONDS",
        "MUTEX_RESPONDER_APPROVE_RUNBOOK",
        "MUTEX_RESPONDER_CALENDARS",
        "MUTEX_RESPONDER_CHAT_TOPIC_ARN",
        "MUTEX_RESPONDER_DASHBOARD",
        "MUTEX_RESPONDER_FLEET_CAP",
        "MUTEX_RESPONDER_GROUP_CAP",
        "MUTEX_RESPONDER_INSPECTION_SPACING_SECONDS",
        "MUTEX_RESPONDER_INSPECT_DOCUMENT",
        "MUTEX_RESPONDER_KILL_SWITCH_PARAMETER",
        "MUTEX_RESPONDER_LANGUAGE",
        "MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY",
        "MUTEX_RESPONDER_MODE",
        "MUTEX_RESPONDER_OPT_IN_TAG",
        "MUTEX_RESPONDER_PREVENTION",
        "MUTEX_RESPONDER_RECOVERY",
        "MUTEX_RESPONDER_REJECT_RUNBOOK",
        "MUTEX_RESPONDER_REMEDIATE_DOCUMENT",
        "MUTEX_RESPONDER_REMEDY_STYLE",
        "MUTEX_RESPONDER_REQUIRE_TWO_PEOPLE",
        "MUTEX_RESPONDER_RETENTION_DAYS",
        "MUTEX_RESPONDER_ROLLBACK_DOCUMENT",
        "MUTEX_RESPONDER_SWEEP_PERIOD_HOURS",
        "MUTEX_RESPONDER_TABLE",
        "MUTEX_RESPONDER_TOPIC_ARN",
    ];

    private static JsonObject Function => Template.Main.Properties("ResponderFunction");

    [Fact]
    public void Environment_HoldsTheDocumentedVariables() =>
        Assert.Equal(s_variables, ((JsonObject)Function["Environment"]!["Variables"]!).Select(variable => variable.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Environment_HoldsEveryVariableThatTheCodeReads()
    {
        string[] read = [.. Support.RepositoryFiles.ReadAll("src/MutexResponder.Lambda", "*.cs").SelectMany(source => VariableName().Matches(source)).Select(match => match.Value).Distinct()];
        Assert.SkipWhen(read.Length == 0, "no setting is read in this working copy");

        // Only for the lab: a deployed function without a table must not start.
        Assert.Empty(read.Except(s_variables).Except(["MUTEX_RESPONDER_ALLOW_MEMORY_STORE"]));
    }

    [Fact]
    public void Build_HasATargetForTheFunction_InTheFolderThatTheTemplateNames()
    {
        JsonNode metadata = Template.Main.Resources["ResponderFunction"]!["Metadata"]!;
        Assert.Equal("makefile", (string?)metadata["BuildMethod"]);
        Assert.True(Directory.Exists(Support.RepositoryFiles.PathOf((string)Function["CodeUri"]!)));

        string makefile = Support.RepositoryFiles.Read(Path.Combine((string)metadata["ContextPath"]!, "Makefile"));

        Assert.Contains("\nbuild-ResponderFunction:\n", makefile, StringComparison.Ordinal);
        string project = makefile.Split('\n').Single(line => line.StartsWith("PROJECT := ", StringComparison.Ordinal))["PROJECT := ".Length..];
        Assert.True(File.Exists(Path.Combine(Support.RepositoryFiles.Root, (string)metadata["ProjectRootDirectory"]!, project)), $"{project} does not exist");
    }

    [Fact]
    public async Task Build_WithoutObjdump_SaysSoBeforeItCompiles()
    {
        string makefile = Support.RepositoryFiles.PathOf("src/MutexResponder.Lambda/Makefile");
        ProcessOutcome make = await tools.RunAsync(
            "make", ["--makefile", makefile, "--directory", Support.RepositoryFiles.Root, "build-ResponderFunction", "ARTIFACTS_DIR=/nowhere", "PATH=/nowhere"], "");

        Assert.NotEqual(0, make.ExitCode);
        Assert.Contains("objdump (binutils) is needed", make.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet: not found", make.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void Concurrency_IsReservedOnlyWhereItIsAskedFor()
    {
        Assert.Equal("""{"Fn::If":["ReservesConcurrency",{"Ref":"ReservedConcurrency"},{"Ref":"AWS::NoValue"}]}""", Function["ReservedConcurrentExecutions"]!.ToJsonString());
        Assert.Equal("""{"Fn::Not":[{"Fn::Equals":[{"Ref":"ReservedConcurrency"},0]}]}""", Template.Main.Conditions["ReservesConcurrency"]!.ToJsonString());
        Assert.Equal(0, (long?)Template.Main.Parameters["ReservedConcurrency"]!["Default"]);
    }

    [Fact]
    public void Concurrency_ThatIsReserved_IsEnoughForAllThatRunsAtOnce()
    {
        JsonNode assertion = Assert.Single(Template.Main.Rules["EnoughConcurrency"]!["Assertions"]!.AsArray())!;

        Assert.Equal("""{"Fn::Not":[{"Fn::Contains":[["1","2","3","4"],{"Ref":"ReservedConcurrency"}]}]}""", assertion["Assert"]!.ToJsonString());
        Assert.NotEmpty((string)assertion["AssertDescription"]!);
    }

    [Fact]
    public void Runtime_StartsTheExecutableThatTheProjectBuilds()
    {
        Assert.Equal("provided.al2023", (string?)Function["Runtime"]);
        Assert.Contains("<AssemblyName>bootstrap</AssemblyName>", Support.RepositoryFiles.Read("src/MutexResponder.Lambda/MutexResponder.Lambda.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void FailedEvent_IsKeptInTheQueue()
    {
        JsonNode asynchronous = Function["EventInvokeConfig"]!;

        Assert.Equal(2, (long?)asynchronous["MaximumRetryAttempts"]);
        Assert.Equal("""["FailureQueue","Arn"]""", asynchronous["DestinationConfig"]!["OnFailure"]!["Destination"]!["Fn::GetAtt"]!.ToJsonString());
        Assert.Contains(Template.Main.RoleStatements(), statement => statement.Sid == "KeepFailures" && statement.Resources.Single().Contains("FailureQueue", StringComparison.Ordinal));
    }

    [Fact]
    public void Table_HasTheKeysIndexAndExpiryThatTheStoreUses()
    {
        JsonObject table = Template.Main.Properties("IncidentTable");
        JsonArray indexes = (JsonArray)table["GlobalSecondaryIndexes"]!;

        Assert.Equal("""[{"AttributeName":"pk","KeyType":"HASH"}]""", table["KeySchema"]!.ToJsonString());
        Assert.Equal([IncidentTable.UnfinishedIndex, IncidentTable.EndedIndex], indexes.Select(index => (string)index!["IndexName"]!));
        Assert.Equal("""[{"AttributeName":"unfinished","KeyType":"HASH"},{"AttributeName":"openedAt","KeyType":"RANGE"}]""", indexes[0]!["KeySchema"]!.ToJsonString());
        Assert.Equal("""[{"AttributeName":"ended","KeyType":"HASH"},{"AttributeName":"closedAt","KeyType":"RANGE"}]""", indexes[1]!["KeySchema"]!.ToJsonString());
        Assert.Equal(IncidentTable.UnfinishedProjection, ((JsonArray)indexes[0]!["Projection"]!["NonKeyAttributes"]!).Select(name => (string)name!));
        Assert.Equal(IncidentTable.EndedProjection, ((JsonArray)indexes[1]!["Projection"]!["NonKeyAttributes"]!).Select(name => (string)name!));
        Assert.Equal("""{"AttributeName":"expiresAt","Enabled":true}""", table["TimeToLiveSpecification"]!.ToJsonString());
        Assert.Equal("PAY_PER_REQUEST", (string?)table["BillingMode"]);
    }

    [GeneratedRegex(@"\bMUTEX_RESPONDER_[A-Z_]+\b")]
    private static partial Regex VariableName();
}
