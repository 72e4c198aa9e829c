using System.Globalization;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>The filters of ListCommands and ListCommandInvocations.</summary>
internal static class CommandFilters
{
    public static Func<CommandInvocation, bool> Read(SsmRequest filter)
    {
        string value = filter.RequiredText("value");
        return filter.RequiredText("key") switch
        {
            "InvokedAfter" => After(Time(value)),
            _ => throw new AwsErrorException("InvalidFilterKey", "The lab filters by InvokedAfter."),
        };
    }

    private static Func<CommandInvocation, bool> After(DateTimeOffset limit) => invocation => invocation.Command.RequestedAt > limit;

    private static DateTimeOffset Time(string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw SsmRequest.Invalid($"Value '{value}' is not an ISO 8601 time");
}
