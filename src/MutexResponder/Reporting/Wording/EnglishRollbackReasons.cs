using System.Collections.Frozen;

namespace MutexResponder.Reporting.Wording;

/// <summary>The reason codes that mean something else at the end of a rollback, in English.</summary>
internal static class EnglishRollbackReasons
{
    private static readonly FrozenDictionary<string, ReasonWords> Words = new Dictionary<string, ReasonWords>
    {
        ["rolled-back"] = new("The change was taken back", "The configuration is byte for byte what it was before the fix, and the site answers on it.", "Bring the fix back before the last session of Apache's user ends, or remove the cause in another way: when it ends, the mutex can be removed again."),
        ["already-as-before"] = new("Already as it was before the fix", "Nothing was done: the configuration is what it was before the fix already.", "Bring the fix back before the last session of Apache's user ends, or remove the cause in another way: when it ends, the mutex can be removed again."),
        ["signal-after-recovery"] = new("A signal came after the rollback", "The site answered after the rollback, but a mutex failure was logged after that.", "Look at the instance: the outage that the fix prevents may be back. If the site is down, ask for a remediation."),
        ["not-recovered"] = new("The rollback is not proven", "", "Look at the failed checks below, then at the instance."),
        ["not-verified"] = new("The rollback could not be verified", "", "Try the site by hand, then look at the instance."),
        ["remediation-timed-out"] = new("The instance did not report back", "", "Try the site by hand; look whether the instance came back from its reboot."),
        ["mode-observe"] = new("Not rolled back: mode Observe changes nothing", "", "Change the mode and ask for the rollback again, or take the change back by hand."),
        ["waiting-for-slot"] = new("Waiting for a free slot to roll back", "", ""),
        ["no-free-slot"] = new("No slot became free in time", "", "See why so many instances are in recovery, then ask for the rollback again."),
        ["instance-unknown"] = new("EC2 could not say what the instance is", "", "Ask for the rollback again when EC2 answers."),
        ["clearance-timed-out"] = new("Nobody said in time whether changes are allowed", "", "See why the answer was missing, then ask for the rollback again."),
        ["kill-switch-unreadable"] = new("The kill switch cannot be read", "", "Correct the parameter or the function's permission to read it, then ask for the rollback again."),
        ["calendar-closed"] = new("The change calendar is closed", "", "Ask whoever keeps the calendar, or wait until it opens and ask for the rollback again."),
        ["calendar-unreadable"] = new("The change calendar cannot be read", "", "Correct the calendar's name or the function's permission to read it, then ask for the rollback again."),
        ["config-broken"] = new("The configuration test fails", "", "Correct the configuration, then take the change back by hand: the responder takes back only what was not edited since."),
        ["locked"] = new("Another change is going on", "", "Wait for it to end, then ask for the rollback again."),
        ["stale-boot-id"] = new("The machine was rebooted meanwhile", "", "Ask for the rollback again; the instance is then inspected afresh."),
        ["stale-config"] = new("The configuration changed meanwhile", "", "Ask who is editing it, then ask for the rollback again."),
        ["rollback-not-effective"] = new("The rollback failed, and the fix is in place", "", "Read what the instance answered, then take the change back by hand."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The codes that have words of their own here.</summary>
    public static IEnumerable<string> Codes => Words.Keys;

    public static ReasonWords? Find(string code) => Words.GetValueOrDefault(code);
}
