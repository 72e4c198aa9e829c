using System.Xml.Linq;

namespace MutexResponder.Lab.Aws.Ec2;

/// <summary>RebootInstances: asks, and answers before anything has happened. The instance stays running for EC2.</summary>
internal sealed class RebootInstances(InstanceDirectory instances)
{
    private static readonly TimeSpan RebootTimeout = TimeSpan.FromMinutes(5);

    public XElement[] Do(Ec2Request request)
    {
        IReadOnlyList<string> ids = request.List("InstanceId");
        if (ids.Count == 0)
        {
            throw new AwsErrorException("MissingParameter", "The request must contain the parameter InstanceId");
        }

        IReadOnlyList<RegisteredInstance> targets = InstanceIds.Find(instances, ids);
        foreach (RegisteredInstance target in targets)
        {
            if (target.Profile.State != "running")
            {
                throw new AwsErrorException("IncorrectInstanceState", $"The instance '{target.Id}' is not in a state from which it can be rebooted.");
            }

            if (target.Profile.Reboot is null)
            {
                throw new AwsErrorException("UnsupportedOperation", $"The lab's instance '{target.Id}' cannot be rebooted from outside.");
            }
        }

        foreach (RegisteredInstance target in targets)
        {
            _ = RebootAsync(target.Profile.Reboot!);
        }

        return [new XElement(Ec2Service.Xml + "return", "true")];
    }

    private static async Task RebootAsync(Func<CancellationToken, Task> reboot)
    {
        // Off the request's thread: EC2 answers first.
        await Task.Yield();
        using var limit = new CancellationTokenSource(RebootTimeout);
        await reboot(limit.Token).ConfigureAwait(false);
    }
}
