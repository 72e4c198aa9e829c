using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>What was seen on the machine and a finding or a check rests on, where it is no quotation.</summary>
internal static class Seen
{
    public static Statement NoParent => new("no-parent");

    public static Statement ParentAlive(int pid) => new("parent-alive", ("pid", pid));

    public static Statement Pid(int pid) => new("pid", ("pid", pid));

    public static Statement Process(ApacheProcess process) => Process(process.Pid, process.ParentPid, process.Uid?.ToString(CultureInfo.InvariantCulture) ?? "?");

    /// <summary>One statement a port.</summary>
    public static ImmutableArray<Statement> Ports(Evidence evidence) => evidence.Probes.IsEmpty ? [NoPortTried, .. ChildrenLiveOn(evidence, atLeast: 1)] : [.. evidence.Probes.Select(Port)];

    /// <summary>How many children outlive the parent, where they are so many at least: each of them may hold the ports and answer.</summary>
    public static ImmutableArray<Statement> ChildrenLiveOn(Evidence evidence, int atLeast) => evidence.Orphans.Length >= atLeast ? [ChildrenLiveOn(evidence.Orphans.Length)] : [];

    /// <summary>All in one.</summary>
    public static Statement AllPorts(Evidence evidence) => AllPorts(Ports(evidence));

    public static Statement Arrays(Evidence evidence) =>
        Arrays(evidence.SemaphoreArrayCount ?? evidence.ListedSemaphores.Length, evidence.SemaphoreLimits?.MaxArrays ?? 0, evidence.LeftoverSemaphores.Length);

    public static Statement MutexOnDisk(string mechanism) => new("mutex-on-disk", ("mechanism", mechanism));

    private static Statement AllPorts(ImmutableArray<Statement> ports) => new("ports", ("ports", ports));

    private static Statement ChildrenLiveOn(int count) => new("children-live-on", ("count", count));

    private static Statement NoPortTried => new("no-port-tried");

    private static Statement Process(int pid, int parent, string uid) => new("process", ("pid", pid), ("ppid", parent), ("uid", uid));

    private static Statement Arrays(int used, int limit, int left) => new("arrays", ("used", used), ("limit", limit), ("left", left));

    private static Statement Port(HttpProbe probe) => probe switch
    {
        { Answered: true, Status: { } status } => PortAnswers(probe.Port, status),

        { Answered: null } => PortNotAsked(probe.Port, probe.Error),

        // curl's exit status: CURLE_COULDNT_CONNECT.
        { Error: "7" } => PortRefuses(probe.Port),
        _ => PortSilent(probe.Port, probe.Error),
    };

    private static Statement PortAnswers(int port, int status) => new("port-answers", ("port", port), ("status", status));

    private static Statement PortNotAsked(int port, string why) => new("port-not-asked", ("port", port), ("why", why));

    private static Statement PortRefuses(int port) => new("port-refuses", ("port", port));

    private static Statement PortSilent(int port, string error) => new("port-silent", ("port", port), ("error", error));
}
