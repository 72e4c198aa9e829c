namespace MutexResponder.Diagnosis;

/// <summary>The four conditions of the root cause, in the order of <see cref="RootCause.All"/>.</summary>
public enum ConditionKind
{
    RemoveIpc,
    OrdinaryUser,
    SysVMechanism,
    Logout,
}
