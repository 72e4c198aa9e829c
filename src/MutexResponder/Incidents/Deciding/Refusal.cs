namespace MutexResponder.Incidents.Deciding;

/// <summary>Why a changing script did nothing: the reasons of <c>infra/ssm/scripts</c>, in the order of its guards.</summary>
internal static class Refusal
{
    /// <summary>Whether a new inspection can lead to an order that is taken: the machine moved, or somebody else was at it.</summary>
    public static bool IsCuredByInspection(string reason) => reason is "stale-boot-id" or "stale-config" or "locked";

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
        "remedy-does-not-fit" => "the remedy is for another layout of Apache's files",
        "config-broken" => "its Apache configuration does not pass Apache's own test as it is",
        "main-config-is-a-link" => "apache2.conf is a link, and what it links to may be shared",
        "no-commented-line" => "apache2.conf does not have the commented Mutex line that Debian ships; remedy style ConfAvailable does without",
        "backup-failed" => "the files could not be backed up first: the disk may be full or read-only",
        "no-backup" => "the backup of that change is not on the instance any more",
        "changed-since" => "its Apache configuration was changed after that change, and taking it back would undo that too",
        _ => "it gave a reason that this version does not know",
    };
}
