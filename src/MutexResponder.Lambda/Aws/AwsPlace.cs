using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Lambda.Aws;

/// <summary>Where in AWS the function runs, and therefore the instances it looks at.</summary>
/// <param name="Partition">Such as <c>aws</c>.</param>
/// <param name="Region">Such as <c>us-east-1</c>.</param>
/// <param name="AccountId">Twelve digits.</param>
public sealed record AwsPlace(string Partition, string Region, string AccountId)
{
    /// <summary>Reads <c>arn:partition:service:region:account:…</c>. False where it is none, or names no Region or account. Never throws.</summary>
    public static bool TryParseArn(string? arn, [NotNullWhen(true)] out AwsPlace? place)
    {
        string[] parts = (arn ?? "").Split(':', 6);
        bool isArn = parts is ["arn", { Length: > 0 }, _, { Length: > 0 }, { Length: 12 } account, _] && account.All(char.IsAsciiDigit);
        place = isArn ? new AwsPlace(parts[1], parts[3], parts[4]) : null;
        return isArn;
    }

    /// <summary>Where a person opens a CloudWatch dashboard.</summary>
    public string DashboardAddress(string name) =>
        $"https://{Region}.{Partition switch { "aws-cn" => "console.amazonaws.cn", "aws-us-gov" => "console.amazonaws-us-gov.com", _ => "console.aws.amazon.com" }}/cloudwatch/home?region={Region}#dashboards/dashboard/{name}";

    public string InstanceArn(InstanceId instance) => $"arn:{Partition}:ec2:{Region}:{AccountId}:instance/{instance}";
}
