using MutexResponder.Lab.Agent;

namespace MutexResponder.Lab.Aws;

/// <summary>One registered instance.</summary>
public sealed class RegisteredInstance
{
    private volatile InstanceProfile _profile;

    internal RegisteredInstance(InstanceId id, InstanceProfile profile, LabAgent? agent)
    {
        Id = id;
        _profile = profile;
        Agent = agent;
    }

    public InstanceId Id { get; }

    /// <summary>Null where the instance is not managed by SSM.</summary>
    public LabAgent? Agent { get; }

    /// <summary>May be replaced at any time, as when an instance is stopped or tagged.</summary>
    public InstanceProfile Profile
    {
        get => _profile;
        set => _profile = value;
    }
}
