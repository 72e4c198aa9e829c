namespace MutexResponder.Reporting.Sections;

/// <summary>The four conditions of the root cause, in the order of <see cref="Diagnosis.RootCause.All"/>.</summary>
public enum ConditionKind
{
    RemoveIpc,
    OrdinaryUser,
    SysVMechanism,
    Logout,
}
