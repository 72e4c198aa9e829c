using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>
/// A release of a distribution as the collect script sees it, laid over a recording: what os-release, the server's versions and
/// logind say there. No directive sets a mechanism, so APR's own default decides, as on a freshly installed machine.
/// </summary>
internal sealed record Distribution(string Name, string Id, string VersionId, string Server, string Apr, bool DefaultsToSysVSem, string RemoveIpc)
{
    private bool IsRedHatLike => Id is not ("ubuntu" or "debian");

    public static readonly Distribution[] All =
    [
        new("Ubuntu 16.04", "ubuntu", "16.04", "2.4.18 (Ubuntu)", "1.5.2", true, "yes"),
        new("Ubuntu 18.04", "ubuntu", "18.04", "2.4.29 (Ubuntu)", "1.6.3", true, "yes"),
        new("Ubuntu 20.04", "ubuntu", "20.04", "2.4.41 (Ubuntu)", "1.6.5", true, "yes"),
        new("Ubuntu 22.04", "ubuntu", "22.04", "2.4.52 (Ubuntu)", "1.7.0", false, "yes"),
        new("Ubuntu 24.04", "ubuntu", "24.04", "2.4.58 (Ubuntu)", "1.7.2", false, "yes"),
        new("RHEL 7", "rhel", "7.9", "2.4.6 (Red Hat Enterprise Linux)", "1.4.8", true, "no"),
        new("RHEL 8", "rhel", "8.9", "2.4.37 (Red Hat Enterprise Linux)", "1.6.3", true, "no"),
        new("RHEL 9", "rhel", "9.4", "2.4.57 (Red Hat Enterprise Linux)", "1.7.0", false, "no"),
        new("Amazon Linux 2", "amzn", "2", "2.4.58 ()", "1.6.3", true, "unknown"),
        new("Amazon Linux 2023", "amzn", "2023", "2.4.56 (Amazon Linux)", "1.7.2", false, "unknown"),
    ];

    public static Distribution Named(string name) => All.Single(d => d.Name == name);

    /// <summary>Its server with the semaphores removed: parent dead, orphan on the ports, lines in the log.</summary>
    public Recording Removed() => On(Recording.Load(IsRedHatLike ? "rhel-layout-removed" : "removed-prefork-orphan"));

    /// <summary>Its server at work.</summary>
    public Recording Healthy() => On(Recording.Load(IsRedHatLike ? "rhel-layout-healthy" : "healthy-sysvsem-prefork"));

    private Recording On(Recording recording)
    {
        string[] semaphores = DefaultsToSysVSem ? recording.Lines("sem") : recording.Lines("sem")[..1];
        return recording
            .With("os-release", $"NAME=\"{Name}\"", $"VERSION_ID=\"{VersionId}\"", $"ID={Id}", $"PRETTY_NAME=\"{Name}\"")
            .WithHeader("version", "[version exit=0]", $"Server version: Apache/{Server}", "Server built:   2020-08-12T19:46:17")
            .WithHeader(
                "build",
                "[build exit=0]",
                $"Server version: Apache/{Server}",
                $"Server loaded:  APR {Apr}, APR-UTIL 1.6.1",
                "Architecture:   64-bit",
                "Server MPM:     prefork",
                $" -D APR_USE_{(DefaultsToSysVSem ? "SYSVSEM" : "PROC_PTHREAD")}_SERIALIZE",
                " -D APR_USE_PTHREAD_SERIALIZE",
                " -D SINGLE_LISTEN_UNSERIALIZED_ACCEPT")
            .Replacing("mechanism=sysvsem", "mechanism=default")
            .With("directives", [.. recording.Lines("directives").Where(line => !line.EndsWith(":Mutex sysvsem default", StringComparison.Ordinal))])
            .WithHeader("sem", $"[sem total={semaphores.Length - 1}]", semaphores)
            .With("removeipc", $"effective={RemoveIpc}", "source=default")
            .With("errorlog", [.. recording.Lines("errorlog").Where(IsWritten).Select(WithoutThread)]);
    }

    /// <summary>"MPM run failed" came with 2.4.19.</summary>
    private bool IsWritten(string line) => !line.Contains("AH02818", StringComparison.Ordinal) || Server[..5] is not ("2.4.6" or "2.4.1");

    /// <summary>Before 2.4.60 prefork logged no thread.</summary>
    private static string WithoutThread(string line)
    {
        int at = line.IndexOf(":tid ", StringComparison.Ordinal);
        return at < 0 ? line : line[..at] + line[line.IndexOf(']', at)..];
    }
}
