using MutexResponder.Lab.Instances;

namespace MutexResponder.Tests.Doubles;

/// <summary>What tests need of the machine is installed as the lab installs Apache.</summary>
internal static class PackagesForTests
{
    /// <summary>The shells, awks and checkers that the scripts are held to, and make. One list for all test projects: Debian's two packages of busybox displace each other.</summary>
    public static DebianPackages Scripts { get; } = new(
        ("shellcheck", "shellcheck"),
        ("checkbashisms", "devscripts"),
        ("mksh", "mksh"),
        ("busybox", "busybox-static"),
        ("mawk", "mawk"),
        ("gawk", "gawk"),
        ("original-awk", "original-awk"),
        ("make", "make"),
        ("perl", "perl"));

    /// <summary>Installs what is missing, saying so.</summary>
    /// <returns>Null where all is there now; else why not, and what would cure it: the reason for which tests are skipped.</returns>
    public static async Task<string?> WhyNotAsync(this DebianPackages packages)
    {
        try
        {
            await packages.EnsureInstalledAsync(new Said(), TestContext.Current.CancellationToken);
            return null;
        }
        catch (LabException refused)
        {
            return refused.Message;
        }
    }

    private sealed class Said : IProgress<string>
    {
        /// <summary>Tells what is installed; apt's own many lines are left out.</summary>
        public void Report(string value)
        {
            if (value.StartsWith(DebianPackages.Announcement, StringComparison.Ordinal))
            {
                TestContext.Current.SendDiagnosticMessage(value);
            }
        }
    }
}
