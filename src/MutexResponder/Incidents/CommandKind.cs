namespace MutexResponder.Incidents;

/// <summary>Which of our SSM documents a command runs.</summary>
public enum CommandKind
{
    /// <summary><c>infra/ssm/inspect.yaml</c>: collects, changes nothing. Step: collect.</summary>
    Inspect,

    /// <summary><c>infra/ssm/remediate.yaml</c>: one guarded change. Steps: apply, recover.</summary>
    Remediate,

    /// <summary><c>infra/ssm/rollback.yaml</c>: takes one change back. Steps: restore, recover.</summary>
    Rollback,
}
