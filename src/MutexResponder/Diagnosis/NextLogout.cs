using System.Collections.Immutable;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>A site that serves now and will fail when Apache's user next logs out: three of the four conditions hold.</summary>
/// <param name="Statement">What will happen and what to do before it does.</param>
/// <param name="RestsOn">The three conditions, as read.</param>
internal sealed record NextLogout(Statement Statement, ImmutableArray<Statement> RestsOn)
{
    /// <returns>Null where the next logout does no harm, or where that is not known.</returns>
    public static NextLogout? From(Evidence evidence)
    {
        RootCause cause = RootCause.From(evidence);
        Condition[] waiting = [cause.RemoveIpc, cause.OrdinaryUser, cause.SysVMechanism];
        bool holdsSemaphores = evidence is { Parent: not null, SiteAnswers: true, ApacheSemaphores.Length: > 0 };
        bool isAcceptMutex = evidence.HasAcceptMutex == true && evidence.AcceptMechanismOnDisk == MutexMechanism.SysVSem;
        if ((!isAcceptMutex && evidence.ModuleSemaphoreMutexes.IsEmpty) || !holdsSemaphores || evidence.ApacheUid is not { } uid || waiting.Any(condition => condition.Holds != true))
        {
            return null;
        }

        return new NextLogout(
            isAcceptMutex
                ? WillFail(evidence.ApacheUser, uid, Remedy(evidence))
                : ModulesWillFail(evidence.ApacheUser, uid, string.Join(", ", evidence.ModuleSemaphoreMutexes), Remedy(evidence)),
            [.. waiting.Select(condition => condition.RestsOn)]);
    }

    /// <summary>A graceful reload is enough while the server is healthy: it makes the mutexes anew.</summary>
    private static Statement Remedy(Evidence evidence) => (evidence.ExplicitAcceptMutexDirective, evidence.Apache) switch
    {
        ({ } directive, _) => ChangeDirective(directive),
        (_, { } apache) when MutexLinePlace.Of(evidence, RemedyStyle.ConfAvailable) is { } place =>
            place.Remedy == Remediation.Remedy.ConfAvailable ? WriteAndEnable(apache.FixLine, place.File) : Write(apache.FixLine, place.File),
        _ => MakeFiles,
    };

    private static Statement WillFail(string user, int uid, Statement remedy) => new("next-logout", ("user", user), ("uid", uid), ("remedy", remedy));

    private static Statement ModulesWillFail(string user, int uid, string modules, Statement remedy) =>
        new("next-logout-of-modules", ("user", user), ("uid", uid), ("modules", modules), ("remedy", remedy));

    private static Statement ChangeDirective(string directive) => new("do-change-directive", ("directive", directive));

    private static Statement WriteAndEnable(string line, string file) => new("do-write-and-enable", ("line", line), ("file", file));

    private static Statement Write(string line, string file) => new("do-write", ("line", line), ("file", file));

    private static Statement MakeFiles => new("do-make-files");
}
