namespace MutexResponder.Lab.Agent.Documents;

/// <summary>The values of a step's onFailure and onSuccess inputs.</summary>
public enum StepExit
{
    /// <summary>Not given: the next step runs.</summary>
    Continue,

    /// <summary><c>exit</c>: the rest is skipped, but for a finally step.</summary>
    Exit,

    /// <summary><c>successAndExit</c>: as <c>exit</c>, and the failed step counts as a success.</summary>
    SuccessAndExit,
}
