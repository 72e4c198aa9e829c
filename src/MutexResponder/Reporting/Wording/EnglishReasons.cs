using System.Collections.Frozen;

namespace MutexResponder.Reporting.Wording;

/// <summary>The reason codes in English. Where the recorded sentence says it well it is left to it.</summary>
internal static class EnglishReasons
{
    private static readonly FrozenDictionary<string, ReasonWords> Words = new Dictionary<string, ReasonWords>
    {
        ["recovered"] = new("The site answers again", "The change was made, and every check of the recovery passed.", ""),
        ["signal-after-recovery"] = new("A signal came after the recovery", "The site answered when it was looked at, but a mutex failure was logged after that.", "Look at the instance: the failure may have come back."),
        ["not-recovered"] = new("The recovery is not proven", "", "Look at the failed checks below, then at the instance."),
        ["not-verified"] = new("The recovery could not be verified", "", "Try the site by hand, then look at the instance."),
        ["remediation-timed-out"] = new("The instance did not report back", "", "Try the site by hand; look whether the instance came back from its reboot."),
        ["remedy-not-effective"] = new("The change had no effect and was taken back", "", "Find the directive that overrides the default, and change it by hand."),
        ["change-interrupted"] = new("The change was interrupted and taken back", "", "See why the machine or the script stopped in the middle, then ask for a remediation."),
        ["restore-failed"] = new("The change failed and could not be taken back", "", "Put the files back from the backup on the instance, then run the configuration test."),
        ["semaphores-removed"] = new("Apache's semaphores were removed", "", ""),
        ["semaphores-exhausted"] = new("The kernel's limit of semaphores is reached", "", ""),
        ["fixed-on-disk-not-running"] = new("Right on disk, but not running", "", ""),
        ["mode-observe"] = new("The remedy is known; mode Observe changes nothing", "", "Do what the plan says by hand, or change the mode and ask for a remediation."),
        ["mode-approve"] = new("The plan waits for approval", "", "Read the plan, then approve or reject it."),
        ["approval-expired"] = new("Nobody approved in time", "", "Ask for a remediation; the instance is then inspected afresh."),
        ["rejected"] = new("A person rejected the plan", "", ""),
        ["waiting-for-slot"] = new("Waiting for a free slot", "", ""),
        ["no-free-slot"] = new("No slot became free in time", "", "See why so many instances are in recovery, then ask for a remediation."),
        ["attempts-exhausted"] = new("Remediated too often within a day", "", "Find out what makes it come back before another remediation."),
        ["inspection-timed-out"] = new("The inspection did not end in time", "", "Look whether the SSM agent is online and the instance runs."),
        ["command-undelivered"] = new("SSM could not deliver the inspection", "", "Look whether the SSM agent is online and the instance runs."),
        ["command-refused"] = new("SSM refused the command", "", "Look at the function's permissions and at the instance's tags."),
        ["not-enough-evidence"] = new("Too little was found out to decide", "", "Run the inspection by hand and read its output."),
        ["apache-in-container"] = new("Apache runs in a container", "", "Change the image: its configuration is not the machine's."),
        ["apache-not-found"] = new("No Apache was found", "", "See whether the log stream belongs to this instance."),
        ["config-broken"] = new("The configuration test fails", "", "Mend the configuration, then start Apache."),
        ["lock-directory-missing"] = new("The mutex directory does not exist", "", "Start Apache through apachectl, which makes the directory, or create it."),
        ["lock-permission"] = new("The lock file cannot be used", "", "Look at the lock directory's owner, mode and file system."),
        ["mechanism-unsupported"] = new("The kernel lacks the mechanism", "", "Choose another mechanism in the Mutex directive."),
        ["semaphores-still-there"] = new("Semaphores from before are still there", "", "Look at the instance: this contradicts the log."),
        ["explicit-mpm-accept"] = new("The accept mutex is set by name", "", "Change that line to 'file:' and restart Apache."),
        ["lock-directory-on-network"] = new("The lock directory is on a network file system", "", "Put the locks on a local file system first."),
        ["down-other-cause"] = new("Apache is down for another reason", "", "Read the error log and start Apache."),
        ["unexplained"] = new("The site does not answer, and it is not clear why", "", "Try the ports by hand and read the error log."),
        ["graceful-restart-noise"] = new("Noise of a graceful restart", "", ""),
        ["fixed-on-disk-still-running-old"] = new("Right on disk, still running the old way", "", "Restart Apache at a time of your choice."),
        ["already-fixed"] = new("Already fixed", "", ""),
        ["not-corroborated"] = new("Nothing on the machine bears out the line", "", "See who can write such a line into the log, if it comes again."),
        ["instance-unknown"] = new("EC2 could not say what the instance is", "", "Ask for a remediation when EC2 answers again."),
        ["instance-gone"] = new("The instance is gone", "", ""),
        ["instance-not-running"] = new("The instance is not running", "", "Start it, if it is wanted."),
        ["not-opted-in"] = new("The instance is not opted in", "", "Set the tag if the responder may change this instance."),
        ["in-auto-scaling-group"] = new("Member of an Auto Scaling group", "", "Read the plan, then approve or reject it; the group may replace the instance while it reboots."),
        ["mode-tag-unreadable"] = new("The mode tag is unreadable", "", "Mend the tag."),
        ["kill-switch"] = new("The kill switch is thrown", "", "Ask whoever threw it."),
        ["bad-parameter"] = new("The instance refused a parameter", "", "Look at the versions of the function and of the documents."),
        ["not-root"] = new("The script did not run as root", "", "Look at how the SSM agent runs."),
        ["locked"] = new("Another change is going on", "", "Wait for it to end, then ask for a remediation."),
        ["no-apache"] = new("The instance found no Apache", "", "Look whether Apache was removed meanwhile."),
        ["remedy-does-not-fit"] = new("The remedy does not fit the layout", "", "Look at the versions of the function and of the documents."),
        ["stale-boot-id"] = new("The machine was rebooted meanwhile", "", "Ask for a remediation; the instance is then inspected afresh."),
        ["stale-config"] = new("The configuration changed meanwhile", "", "Ask who is editing it, then ask for a remediation."),
        ["main-config-is-a-link"] = new("The main configuration is a symbolic link", "", "Change the file that it points to by hand."),
        ["no-commented-line"] = new("The shipped comment line is not there", "", "Use the style ConfAvailable, or write the line by hand."),
        ["backup-failed"] = new("The backup could not be written", "", "Look at the free space and the mode of /var/lib."),
        ["healthy"] = new("The site is well", "", ""),
        ["at-risk"] = new("The site answers and will fail at the next logout", "", "Do what the finding says before the next last logout of Apache's user."),
        ["not-affected"] = new("This Apache is not affected", "", ""),
        ["stopped-on-purpose"] = new("Apache was stopped in order", "", "Ask whoever stopped it, and start it if it is wanted."),
        ["clearance-timed-out"] = new("Nobody said in time whether changes are allowed", "", "See why the answer was missing, then ask for a remediation."),
        ["incident-open"] = new("An incident is under way", "", "Wait for its end, then ask again."),
        ["nothing-to-roll-back"] = new("Nothing to roll back", "", ""),
        ["rolled-back"] = new("The change was taken back", "", "The cause of the outage is back with the old configuration; mend it another way."),
        ["already-as-before"] = new("Already as it was before", "", ""),
        ["rollback-not-effective"] = new("The rollback failed and was taken back", "", "Read what the instance answered, then put the files back by hand."),
        ["rollback-failed"] = new("The rollback failed half-way", "", "Put the files back from the backups on the instance, then run the configuration test."),
        ["no-backup"] = new("The backup is not there any more", "", "Change the configuration by hand."),
        ["changed-since"] = new("The configuration was changed since", "", "Take the change back by hand and keep what came after it."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The codes that have words.</summary>
    public static IEnumerable<string> Codes => Words.Keys;

    public static ReasonWords? Find(string code) => Words.GetValueOrDefault(code);
}
