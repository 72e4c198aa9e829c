namespace MutexResponder.Lab.Instances;

/// <summary>Apache's multi-processing module. Only prefork and worker have an accept mutex.</summary>
public enum Mpm
{
    Prefork,
    Worker,
    Event,
}
