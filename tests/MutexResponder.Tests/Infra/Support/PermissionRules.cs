namespace MutexResponder.Tests.Infra.Support;

/// <summary>What no statement of the stack may grant. Kept apart from the template, so that the rules can be shown to bite.</summary>
internal static class PermissionRules
{
    /// <summary>Actions that IAM checks against no particular resource (Service Authorization Reference: no resource type).</summary>
    private static readonly HashSet<string> s_withoutResourceLevel = new(StringComparer.Ordinal)
    {
        "ssm:GetCommandInvocation",
        "ssm:ListCommandInvocations",
        "ssm:DescribeOpsItems",
        "ssm:CreateOpsItem",
        "ec2:DescribeInstances",
    };

    /// <returns>One sentence for every fault; empty where the statement is sound.</returns>
    public static IEnumerable<string> Violations(PolicyStatement statement)
    {
        foreach (string action in statement.Actions.Where(action => action.Contains('*', StringComparison.Ordinal)))
        {
            yield return $"{statement.Sid}: the action {action} is a wildcard";
        }

        foreach (string resource in statement.Resources)
        {
            if (resource == "*" && !statement.Actions.All(s_withoutResourceLevel.Contains))
            {
                yield return $"{statement.Sid}: every resource is granted to {string.Join(", ", statement.Actions.Where(action => !s_withoutResourceLevel.Contains(action)))}";
            }

            if (resource.Contains(":instance/", StringComparison.Ordinal) && !statement.RequiresTag)
            {
                yield return $"{statement.Sid}: instances without a tag condition";
            }

            if (IsForeignDocument(resource))
            {
                yield return $"{statement.Sid}: the document {resource} is not one of this stack's";
            }
        }
    }

    /// <summary>AWS-owned documents have no account in their ARN; a name of ours is always a reference to a resource of the stack.</summary>
    private static bool IsForeignDocument(string resource) =>
        resource.Contains(":document/", StringComparison.Ordinal) && !resource.Contains(":${AWS::AccountId}:document/${", StringComparison.Ordinal);
}
