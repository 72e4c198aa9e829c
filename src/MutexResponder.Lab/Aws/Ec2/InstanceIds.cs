namespace MutexResponder.Lab.Aws.Ec2;

/// <summary>Looks up the instances that a request names.</summary>
internal static class InstanceIds
{
    /// <exception cref="AwsErrorException">One is malformed, or there is no such instance.</exception>
    public static IReadOnlyList<RegisteredInstance> Find(InstanceDirectory instances, IReadOnlyList<string> ids)
    {
        if (ids.FirstOrDefault(id => !InstanceId.TryParse(id, out _)) is string malformed)
        {
            throw new AwsErrorException("InvalidInstanceID.Malformed", $"Invalid id: \"{malformed}\"");
        }

        string[] unknown = [.. ids.Where(id => instances.Find(id) is null)];
        return unknown.Length == 0
            ? [.. ids.Select(id => instances.Find(id)!)]
            : throw new AwsErrorException("InvalidInstanceID.NotFound", $"The instance ID{(unknown.Length > 1 ? "s" : "")} '{string.Join(", ", unknown)}' {(unknown.Length > 1 ? "do" : "does")} not exist");
    }
}
