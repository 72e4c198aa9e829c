namespace MutexResponder.Deciding;

/// <summary>Why a changing script did nothing: the reasons of <c>infra/ssm/scripts</c>, in the order of its guards.</summary>
internal static class Refusal
{
    /// <summary>Whether a new inspection can lead to an order that is taken: the machine moved, or somebody else was at it for a while.</summary>
    public static bool IsCuredByInspection(string reason) => reason
        is "stale-boot-id" or "stale-config" or "stale-parent" or "evidence-too-old" or "processes-unknown" or "locked" or "package-manager-at-work" or "shutdown-inhibited";

    /// <summary>Whether the script, or the machine under it, was stopped in the middle: that says nothing against the change.</summary>
    public static bool IsInterruption(string reason) => reason == "interrupted";

    /// <summary>The reason as the end of a sentence.</summary>
    public static string InWords(string reason) => reason switch
    {
        "bad-parameter" => "the script did not take a parameter of the command",
        "not-root" => "the SSM Agent does not run the script as root",
        "locked" => "another change of this instance is under way",
        "no-apache" => "no packaged Apache is installed there",
        "stale-boot-id" => "it was rebooted since it was inspected",
        "stale-config" => "its Apache configuration was changed since it was inspected",
        "stale-parent" => "another Apache parent lives there than when it was inspected: it was started since",
        "stopped-on-purpose" => "somebody stopped Apache in order since it was inspected",
        "evidence-too-old" => "the order came too long after the inspection",
        "processes-unknown" => "its processes could not be read whole",
        "package-manager-at-work" => "a package manager is at work, and a reboot would cut it in half; a restart of Apache instead of the reboot would do",
        "shutdown-inhibited" => "somebody holds an inhibitor against its shutdown; a restart of Apache instead of the reboot would do",
        "passphrase-at-boot" => "its boot waits for the passphrase of a volume; a restart of Apache instead of the reboot would do",
        "file-system-error" => "a file system of it has recorded errors, and the boot may end in a check; a restart of Apache instead of the reboot would do",
        "unit-masked" => "the unit of Apache is masked, so nothing would start it after the reboot",
        "not-started-at-boot" => "nothing starts Apache at its boot; a restart of Apache instead of the reboot would do",
        "marker-not-written" => "the mark of its one reboot could not be written: the disk may be full or read-only",
        "no-parent" => "its Apache does not run, and a reload is for one that serves",
        "server-replaced" => "its Apache, or a module or a library of it, was upgraded since it started: it needs its restart first, and a reload could end it",
        "environment-differs" => "its Apache runs with other variables than /etc/apache2/envvars gives it now, so that a reload could end it",
        "log-directory-missing" => "the folder of a log that its Apache writes is gone, and a reload would end it",
        "lock-directory-not-writable" => "nothing can be written where its mutex files are to go: the file system is full or read-only",
        "changes-pending" => "its configuration, or a certificate that it names, may have changed since Apache last loaded it: a reload would bring that to life",
        "remedy-does-not-fit" => "the remedy is for another layout of Apache's files",
        "config-broken" => "its Apache configuration does not pass Apache's own test as it is",
        "main-config-is-a-link" => "apache2.conf is a link, and what it links to may be shared",
        "config-directory-is-a-link" => "the folder of the Mutex line is a link, and what it links to may be shared",
        "no-commented-line" => "apache2.conf does not have the commented Mutex line that Debian ships; remedy style ConfAvailable does without",
        "backup-failed" => "the files could not be backed up first: the disk may be full or read-only",
        "no-backup" => "the backup of that change is not on the instance any more",
        "changed-since" => "its Apache configuration was changed after that change, and taking it back would undo that too",
        _ => "it gave a reason that this version does not know",
    };
}
