using System.IO.Enumeration;

namespace MutexResponder.Lab.Aws.Ec2;

/// <summary>DescribeInstances' filters that this project uses. Values are alternatives, with <c>*</c> and <c>?</c>; case counts.</summary>
internal static class InstanceFilter
{
    private const string TagPrefix = "tag:";

    public static Func<RegisteredInstance, bool> Read(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            throw new AwsErrorException("InvalidParameterValue", $"The filter '{name}' has no value");
        }

        bool Any(string? actual) => actual is not null && values.Any(value => FileSystemName.MatchesSimpleExpression(value, actual, ignoreCase: false));
        if (name.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            string key = name[TagPrefix.Length..];
            return instance => Any(instance.Profile.Tags.GetValueOrDefault(key));
        }

        return name switch
        {
            "private-ip-address" => instance => Any(instance.Profile.PrivateIpAddress),
            "instance-state-name" => instance => Any(instance.Profile.State),
            _ => throw new AwsErrorException("InvalidParameterValue", $"The filter '{name}' is invalid"),
        };
    }
}
