using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

/// <summary>
/// AWS's own checks: cfn-lint, and the transform that CloudFormation runs on a SAM template. They come by pip alone, so that they are no
/// part of the plain test run: .ci/run asks for them by their trait where python3 has cfn-lint, aws-sam-translator and boto3.
/// </summary>
[Trait("Needs", "Python")]
public sealed class TemplateLintTests
{
    private const string Lint =
        """
        from cfnlint.runner import main
        main()
        """;

    private const string Transform =
        """
        import json, boto3
        from samtranslator.parser.parser import Parser
        from samtranslator.translator.translator import Translator
        from samtranslator.yaml_helper import yaml_parse
        template = yaml_parse(open('template.yaml').read())
        # sam package puts the built code there.
        template['Resources']['ResponderFunction']['Properties']['CodeUri'] = 's3://bucket/key'
        values = {name: str(parameter['Default']) for name, parameter in template['Parameters'].items()}
        session = boto3.Session(region_name='eu-west-1')
        print(json.dumps(Translator({}, Parser(), boto_session=session).translate(template, values)))
        """;

    [Theory]
    [InlineData("template.yaml")]
    [InlineData("infra/more-log-groups.yaml")]
    public async Task Template_HasNoLintErrorOrWarning(string path)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        (int exitCode, string output) = await Python.RunAsync(Lint, cancellationToken, path);

        Assert.Equal("", output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Template_IsTransformed_IntoRuleFilterScheduleAndNoRoleOfItsOwn()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        (int exitCode, string output) = await Python.RunAsync(Transform, cancellationToken);

        Assert.True(exitCode == 0, output);
        Template transformed = Template.Parse(output);
        Assert.Equal(["ResponderFunction"], transformed.IdsOfType("AWS::Lambda::Function"));
        Assert.Equal(["ResponderFunctionApacheErrors"], transformed.IdsOfType("AWS::Logs::SubscriptionFilter"));
        Assert.Equal(["ResponderFunctionCommandEnded", "ResponderFunctionTick"], transformed.IdsOfType("AWS::Events::Rule"));
        // A role that SAM adds would carry the permissions of AWSLambdaBasicExecutionRole: every log group.
        Assert.Equal(["ResponderRole", "RunbookRole"], transformed.IdsOfType("AWS::IAM::Role"));
        Assert.Empty(transformed.RoleStatements().SelectMany(PermissionRules.Violations));
    }
}
