using System.Text.Json.Nodes;
using MutexResponder.Incidents;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed class TemplatePermissionTests
{
    /// <summary>Pinned with the things that they are granted on, so that a new or wider permission is seen in review twice.</summary>
    private static readonly string[] s_granted =
    [
        "ResponderRole: Effect Allow; Action ssm:SendCommand; Resource [ssm document/${InspectDocument}, ssm document/${RemediateDocument}, ssm document/${RollbackDocument}]",
        "ResponderRole: Effect Allow; Action ssm:SendCommand; Resource ec2 instance/*; Condition StringEquals aws:ResourceTag/MutexResponder !Ref OptInTagValue",
        "ResponderRole: Effect Allow; Action ec2:RebootInstances; Resource ec2 instance/*; Condition StringEquals aws:ResourceTag/MutexResponder !Ref OptInTagValue",
        "ResponderRole: Effect Allow; Action [ssm:GetCommandInvocation, ssm:ListCommandInvocations, ec2:DescribeInstances]; Resource *",
        "ResponderRole: Effect Allow; Action ssm:CreateOpsItem; Resource *",
        "ResponderRole: Effect Allow; Action ssm:UpdateOpsItem; Resource ssm opsitem/*",
        "ResponderRole: Effect Allow; Action ssm:GetParameter; Resource ssm parameter${KillSwitchParameterName}",
        "ResponderRole: Effect Allow; Action ssm:GetCalendarState; Resource !Ref CalendarArns",
        "ResponderRole: Effect Allow; Action [dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:ConditionCheckItem]; Resource !GetAtt IncidentTable.Arn",
        "ResponderRole: Effect Allow; Action dynamodb:Query; Resource [${IncidentTable.Arn}/index/unfinished-index, ${IncidentTable.Arn}/index/ended-index]",
        "ResponderRole: Effect Allow; Action sns:Publish; Resource [!If [MakesTopic, !Ref NotificationTopic, !Ref NotificationTopicArn], !If [TellsChat, !Ref ChatTopicArn, !Ref AWS::NoValue]]",
        "ResponderRole: Effect Allow; Action [kms:Decrypt, kms:GenerateDataKey]; Resource !Ref NotificationKeyArn",
        "ResponderRole: Effect Allow; Action sqs:SendMessage; Resource !GetAtt FailureQueue.Arn",
        "ResponderRole: Effect Allow; Action [logs:CreateLogStream, logs:PutLogEvents]; Resource !GetAtt ResponderLogGroup.Arn",
        "RunbookRole: Effect Allow; Action lambda:InvokeFunction; Resource !Ref AnswersAlias",
        "RunbookRole: Effect Allow; Action ssm:GetAutomationExecution; Resource ssm automation-execution/*",
    ];

    private static readonly string[] s_actionsOfTheFunction =
        [.. Template.Main.RoleStatements().Where(statement => statement.Role == "ResponderRole").SelectMany(statement => statement.Actions).Distinct()];

    private static readonly IReadOnlySet<string> s_called = SdkCalls.ActionsIn(RepositoryFiles.ReadAll("src/MutexResponder.Lambda", "*.cs"));

    [Fact]
    public void Statements_BreakNoRule() => Assert.Empty(Template.Main.RoleStatements().SelectMany(PermissionRules.Violations));

    [Fact]
    public void Roles_AreGrantedThePinnedActionsOnThePinnedResources() =>
        Assert.Equal(s_granted, Template.Main.RoleStatements().Select(statement => Told(statement.Role, statement.Json)));

    /// <summary>Who may act as a role, put into the queue, publish to the topic or invoke the function: one service each, and of this account.</summary>
    [Fact]
    public void WhoIsLetIn_IsOneService_OfThisAccount()
    {
        string[] letIn =
        [
            .. Template.Main.IdsOfType("AWS::IAM::Role").SelectMany(role => Let(role, Template.Main.Properties(role)["AssumeRolePolicyDocument"]!)),
            .. Let(Template.Short(Template.Main.Properties("FailureQueuePolicy")["Queues"]), Template.Main.Properties("FailureQueuePolicy")["PolicyDocument"]!),
            .. Let(Template.Short(Template.Main.Properties("NotificationTopicPolicy")["Topics"]), Template.Main.Properties("NotificationTopicPolicy")["PolicyDocument"]!),
        ];

        Assert.Equal(
            [
                "ResponderRole: Effect Allow; Principal Service lambda.amazonaws.com; Action sts:AssumeRole",
                "RunbookRole: Effect Allow; Principal Service ssm.amazonaws.com; Action sts:AssumeRole; Condition StringEquals aws:SourceAccount !Ref AWS::AccountId",
                "[!Ref FailureQueue]: Effect Allow; Principal Service events.amazonaws.com; Action sqs:SendMessage; Resource !GetAtt FailureQueue.Arn; Condition ArnEquals aws:SourceArn !GetAtt ResponderFunctionCommandEnded.Arn",
                "[!Ref NotificationTopic]: Effect Allow; Principal Service cloudwatch.amazonaws.com; Action sns:Publish; Resource !Ref NotificationTopic; Condition StringEquals aws:SourceAccount !Ref AWS::AccountId",
            ],
            letIn);
        Assert.Equal(
            "Action lambda:InvokeFunction; FunctionName !Ref FunctionArn; Principal logs.amazonaws.com; SourceAccount !Ref AWS::AccountId; SourceArn logs log-group:${ApacheErrorLogGroup}:*",
            Template.Short(Template.Load("infra/more-log-groups.yaml").Properties("Permission")));

        static IEnumerable<string> Let(string what, JsonNode policy) => policy["Statement"]!.AsArray().Select(statement => Told(what, statement!));
    }

    [Fact]
    public void Function_IsGrantedEveryCallOfItsCode()
    {
        Assert.SkipWhen(s_called.Count == 0, "no call to AWS is in this working copy");

        Assert.Empty(s_called.Except(s_actionsOfTheFunction));
    }

    [Fact]
    public void Function_IsGrantedNothingThatItsCodeDoesNotCall()
    {
        string[] lastToCome = ["ssm:CreateOpsItem", "ssm:GetParameter", "ssm:GetCalendarState", "dynamodb:Query"];
        Assert.SkipUnless(lastToCome.All(s_called.Contains), $"not in this working copy: {string.Join(", ", lastToCome.Except(s_called))}");

        // These are made for the function: the log by the runtime, the queue by Lambda's on-failure destination, the key's by SNS.
        string[] madeByOthers = ["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"];
        Assert.Empty(s_actionsOfTheFunction.Except(s_called).Except(madeByOthers));
    }

    [Theory]
    [InlineData("await _ssm.SendCommandAsync(new SendCommandRequest { }, token);", "ssm:SendCommand")]
    [InlineData("DescribeInstancesRequest request = new() { };", "ec2:DescribeInstances")]
    [InlineData("new CreateOpsItemRequest { Title = title, Tags = [tag] }", "ssm:AddTagsToResource ssm:CreateOpsItem")]
    [InlineData("new CreateOpsItemRequest { Title = title }", "ssm:CreateOpsItem")]
    [InlineData("record CommandRequest(string A); record SlotRequest(string B);", "")]
    public void Calls_AreFoundInSourceText(string source, string actions) =>
        Assert.Equal(actions, string.Join(' ', SdkCalls.ActionsIn([source]).Order(StringComparer.Ordinal)));

    [Fact]
    public void Function_HasNoManagedPolicyAndNoOtherRole()
    {
        Assert.False(Template.Main.Properties("ResponderRole").ContainsKey("ManagedPolicyArns"));
        Assert.False(Template.Main.Properties("ResponderFunction").ContainsKey("Policies"));
        Assert.Equal("""["ResponderRole","Arn"]""", Template.Main.Properties("ResponderFunction")["Role"]!["Fn::GetAtt"]!.ToJsonString());
    }

    [Fact]
    public void SendCommand_IsTwoStatements_OneOfDocumentsAndOneOfTaggedInstances()
    {
        PolicyStatement[] statements = [.. Template.Main.RoleStatements().Where(statement => statement.Actions.Contains("ssm:SendCommand"))];

        Assert.Equal(2, statements.Length);
        PolicyStatement documents = Assert.Single(statements, statement => statement.Resources.All(resource => resource.Contains(":document/", StringComparison.Ordinal)));
        PolicyStatement instances = Assert.Single(statements, statement => statement.Resources.All(resource => resource.Contains(":instance/", StringComparison.Ordinal)));
        Assert.Null(documents.Json["Condition"]);
        Assert.True(instances.RequiresTag);
    }

    [Fact]
    public void OptInTag_IsTheSameInIamAndInTheEnvironment()
    {
        string variable = (string)Template.Main.Properties("ResponderFunction")["Environment"]!["Variables"]!["MUTEX_RESPONDER_OPT_IN_TAG"]!["Fn::Sub"]!;
        string[] parts = variable.Split('=');
        JsonObject[] conditions = [.. Template.Main.RoleStatements().Where(statement => statement.RequiresTag).Select(statement => (JsonObject)statement.Json["Condition"]!["StringEquals"]!)];

        Assert.Equal(2, conditions.Length);
        Assert.All(conditions, condition =>
        {
            (string key, JsonNode? value) = Assert.Single(condition);
            Assert.Equal($"aws:ResourceTag/{parts[0]}", key);
            Assert.Equal(parts[1], $"${{{(string?)value!["Ref"]}}}");
        });
    }

    [Theory]
    [InlineData("Action: 'ssm:*', Resource: 'arn:x'", "wildcard")]
    [InlineData("Action: '*', Resource: 'arn:x'", "wildcard")]
    [InlineData("Action: 'ec2:Describe*', Resource: '*'", "wildcard")]
    [InlineData("Action: [ssm:GetParameter], Resource: '*'", "every resource")]
    [InlineData("Action: ssm:SendCommand, Resource: '*'", "every resource")]
    [InlineData("Action: ssm:SendCommand, Resource: !Sub 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/*'", "without a tag")]
    [InlineData("Action: ec2:RebootInstances, Resource: ['arn:aws:ec2:*:*:instance/*'], Condition: { StringEquals: { aws:RequestedRegion: eu-west-1 } }", "without a tag")]
    [InlineData("Action: ssm:SendCommand, Resource: 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'", "not one of this stack's")]
    [InlineData("Action: ssm:SendCommand, Resource: !Sub 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:document/*'", "not one of this stack's")]
    public void Rules_FindWhatTheyAreFor(string statement, string fault)
    {
        Template template = Template.Parse(
            $$"""
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  Policies:
                    - PolicyDocument:
                        Statement:
                          - !If [Sometimes, { Sid: Bad, {{statement}} }, !Ref AWS::NoValue]
            """);

        Assert.Contains(template.RoleStatements().SelectMany(PermissionRules.Violations), violation => violation.Contains(fault, StringComparison.Ordinal));
    }

    /// <summary>A statement in one line, without its name.</summary>
    private static string Told(string what, JsonNode statement) =>
        $"{what}: {Template.Short(new JsonObject(statement.AsObject().Where(pair => pair.Key != "Sid").Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))))}";
}
