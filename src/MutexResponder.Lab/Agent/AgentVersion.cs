namespace MutexResponder.Lab.Agent;

/// <summary>Which of the two generations of the SSM agent a machine runs; they differ in how parameters reach a script.</summary>
public enum AgentVersion
{
    /// <summary>3.3.2746.0 and later: <c>interpolationType: ENV_VAR</c> sets <c>SSM_&lt;name&gt;</c>.</summary>
    New,

    /// <summary>Before that, as on Ubuntu 16.04: <c>interpolationType</c> is ignored.</summary>
    Old,
}
