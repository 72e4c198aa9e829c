using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>
/// The IAM actions that source code needs, from the SDK's request types that it mentions: every call takes one, and an
/// operation's name is its action's name, but for the two cases below.
/// </summary>
internal static partial class SdkCalls
{
    private static readonly (string Prefix, string ModelNamespace, string Assembly)[] s_services =
    [
        ("ssm", "Amazon.SimpleSystemsManagement.Model", "AWSSDK.SimpleSystemsManagement"),
        ("ec2", "Amazon.EC2.Model", "AWSSDK.EC2"),
        ("dynamodb", "Amazon.DynamoDBv2.Model", "AWSSDK.DynamoDBv2"),
    ];

    public static IReadOnlySet<string> ActionsIn(IEnumerable<string> sources)
    {
        HashSet<string> actions = new(StringComparer.Ordinal);
        foreach (string source in sources)
        {
            // A call without a client of the SDK's names its action itself.
            actions.UnionWith(OwnCall().Matches(source).Select(call => call.Groups[1].Value));
            foreach (Match mention in RequestName().Matches(source))
            {
                actions.UnionWith(ActionsOf(mention.Groups[1].Value, source));
            }
        }

        return actions;
    }

    private static IEnumerable<string> ActionsOf(string operation, string source)
    {
        foreach ((string prefix, string modelNamespace, string assembly) in s_services)
        {
            if (Type.GetType($"{modelNamespace}.{operation}Request, {assembly}") is null)
            {
                continue;
            }

            if (operation == "TransactWriteItems")
            {
                // Checked as the single-item actions that it holds; the operation itself is no action.
                foreach (Match part in TransactionPart().Matches(source))
                {
                    yield return $"{prefix}:{part.Groups[1].Value}Item";
                }

                continue;
            }

            yield return $"{prefix}:{operation}";
            if (operation == "CreateOpsItem" && TagsOfRequest().IsMatch(source))
            {
                yield return $"{prefix}:AddTagsToResource";
            }
        }
    }

    [GeneratedRegex(@"const string Call = ""(\w+:\w+)"";")]
    private static partial Regex OwnCall();

    [GeneratedRegex(@"\b(\w+)Request\b")]
    private static partial Regex RequestName();

    [GeneratedRegex(@"\{\s*(Put|Update|Delete|ConditionCheck)\s*=")]
    private static partial Regex TransactionPart();

    [GeneratedRegex(@"\bTags\s*=")]
    private static partial Regex TagsOfRequest();
}
