using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Lambda.Store;
using MutexResponder.Tests.Documents;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed partial class TemplateFunctionTests(ShellTools tools)
{
    private static readonly Dictionary<string, string> s_variables = new()
    {
        ["MUTEX_RESPONDER_MODE"] = "!Ref Mode",
        ["MUTEX_RESPONDER_PREVENTION"] = "!Ref Prevention",
        ["MUTEX_RESPONDER_SWEEP_PERIOD_HOURS"] = "!Ref SweepPeriodHours",
        ["MUTEX_RESPONDER_RECOVERY"] = "!Ref Recovery",
        ["MUTEX_RESPONDER_REMEDY_STYLE"] = "!Ref RemedyStyle",
        ["MUTEX_RESPONDER_REQUIRE_TWO_PEOPLE"] = "!Ref RequireTwoPeople",
        ["MUTEX_RESPONDER_LANGUAGE"] = "!Ref Language",
        ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = "!Ref InspectDocument",
        ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = "!Ref RemediateDocument",
        ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = "!Ref RollbackDocument",
        ["MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY"] = "!Ref MaxRemediationsPerDay",
        ["MUTEX_RESPONDER_TABLE"] = "!Ref IncidentTable",
        ["MUTEX_RESPONDER_OPT_IN_TAG"] = "MutexResponder=${OptInTagValue}",
        ["MUTEX_RESPONDER_FLEET_CAP"] = "!Ref FleetCap",
        ["MUTEX_RESPONDER_GROUP_CAP"] = "!Ref GroupCap",
        ["MUTEX_RESPONDER_KILL_SWITCH_PARAMETER"] = "!Ref KillSwitchParameterName",
        ["MUTEX_RESPONDER_CALENDARS"] = "Fn::Join [,, !Ref CalendarArns]",
        ["MUTEX_RESPONDER_TOPIC_ARN"] = Topic,
        ["MUTEX_RESPONDER_CHAT_TOPIC_ARN"] = "!Ref ChatTopicArn",
        ["MUTEX_RESPONDER_DASHBOARD"] = "!Ref AWS::StackName",
        ["MUTEX_RESPONDER_APPROVE_RUNBOOK"] = "${AWS::StackName}-approve",
        ["MUTEX_RESPONDER_REJECT_RUNBOOK"] = "${AWS::StackName}-reject",
        ["MUTEX_RESPONDER_APPROVAL_TIMEOUT_SECONDS"] = "!Ref ApprovalTimeoutSeconds",
        ["MUTEX_RESPONDER_INSPECTION_SPACING_SECONDS"] = "!Ref InspectionSpacingSeconds",
        ["MUTEX_RESPONDER_RETENTION_DAYS"] = "!Ref RecordRetentionDays",
    };

    private const string Topic = "!If [MakesTopic, !Ref NotificationTopic, !Ref NotificationTopicArn]";

    private static JsonObject Function => Template.Main.Properties("ResponderFunction");

    /// <summary>Where two of them change places, a cap is a wait, or a look runs the document of a rollback.</summary>
    [Fact]
    public void Environment_HandsEachSettingOnAsItsVariable() =>
        Assert.Equal(s_variables, Function["Environment"]!["Variables"]!.AsObject().ToDictionary(variable => variable.Key, variable => Template.Short(variable.Value)));

    [Fact]
    public void Environment_HoldsEveryVariableThatTheCodeReads()
    {
        string[] read = [.. Support.RepositoryFiles.ReadAll("src/MutexResponder.Lambda", "*.cs").SelectMany(source => VariableName().Matches(source)).Select(match => match.Value).Distinct()];
        Assert.SkipWhen(read.Length == 0, "no setting is read in this working copy");

        // Only for the lab: a deployed function without a table must not start.
        Assert.Empty(read.Except(s_variables.Keys).Except(["MUTEX_RESPONDER_ALLOW_MEMORY_STORE"]));
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
        Assert.Equal(0, (long?)Template.Main.Parameters["ReservedConcurrency"]!["Default"]);
    }

    [Fact]
    public void Runtime_StartsTheExecutableThatTheProjectBuilds()
    {
        Assert.Equal("provided.al2023", (string?)Function["Runtime"]);
        Assert.Contains("<AssemblyName>bootstrap</AssemblyName>", Support.RepositoryFiles.Read("src/MutexResponder.Lambda/MutexResponder.Lambda.csproj"), StringComparison.Ordinal);
    }

    /// <summary>What nobody notices for weeks where it is gone: how long things are waited for and kept, and what is closed to others.</summary>
    [Theory]
    [InlineData("ResponderFunction", "Timeout", "600")]
    [InlineData("ResponderFunction", "MemorySize", "256")]
    [InlineData("ResponderFunction", "Handler", "bootstrap")]
    [InlineData("ResponderFunction", "Architectures", "[!Ref Architecture]")]
    [InlineData("ResponderFunction", "LoggingConfig", "LogGroup !Ref ResponderLogGroup")]
    [InlineData("ResponderFunction", "EventInvokeConfig", "MaximumRetryAttempts 2; MaximumEventAgeInSeconds 21600; DestinationConfig OnFailure Type SQS; Destination !GetAtt FailureQueue.Arn")]
    [InlineData("ResponderLogGroup", null, "LogGroupName /aws/lambda/${AWS::StackName}; RetentionInDays !Ref LogRetentionDays")]
    [InlineData("FailureQueue", null, "MessageRetentionPeriod 1209600; SqsManagedSseEnabled true")]
    [InlineData("NotificationTopic", "KmsMasterKeyId", "!If [EncryptsTopic, !Ref NotificationKeyArn, !Ref AWS::NoValue]")]
    [InlineData("NotificationSubscription", null, "TopicArn !Ref NotificationTopic; Protocol email; Endpoint !Ref NotificationEmail")]
    [InlineData("AnswersAlias", "FunctionName", "!Ref ResponderFunction")]
    public void Resource_KeepsItsBounds(string logicalId, string? property, string value) =>
        Assert.Equal(value, Template.Short(property is null ? Template.Main.Properties(logicalId) : Template.Main.Properties(logicalId)[property]));

    /// <summary>Where one of them names something else, a person passes the wrong role on, or looks into the wrong queue.</summary>
    [Fact]
    public void Output_IsWhatItSays() => Assert.Equal(
        [
            "FunctionName !Ref ResponderFunction",
            "FunctionArn !GetAtt ResponderFunction.Arn",
            "RoleArn !GetAtt ResponderRole.Arn",
            "InspectDocumentName !Ref InspectDocument",
            "RemediateDocumentName !Ref RemediateDocument",
            "RollbackDocumentName !Ref RollbackDocument",
            "ApproveRunbookName !Ref ApproveRunbook",
            "RejectRunbookName !Ref RejectRunbook",
            "RunbookRoleArn !GetAtt RunbookRole.Arn",
            "KillSwitchParameter !Ref KillSwitchParameterName",
            $"TopicArn {Topic}",
            "FailureQueueUrl !Ref FailureQueue",
        ],
        Template.Main.Outputs.Where(output => output.Key != "Version" && !output.Key.EndsWith("Console", StringComparison.Ordinal)).Select(output => $"{output.Key} {Template.Short(output.Value!["Value"])}"));

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
