using System.Collections.Immutable;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>What keeps a known cause from being mended by our one line of configuration.</summary>
internal static class RemedyObstacle
{
    /// <param name="evidence">What the inspection found.</param>
    /// <param name="cause">The cause.</param>
    /// <param name="restsOn">What the cause rests on.</param>
    /// <returns>Null where nothing stands in the way.</returns>
    public static Conclusion? Find(Evidence evidence, Statement cause, ImmutableArray<Statement> restsOn)
    {
        if (evidence.ExplicitAcceptMutexDirective is { } directive)
        {
            return new Conclusion(Verdict.Escalate, SetByName(cause, directive)) { RestsOn = [.. restsOn, Statement.Quoted(directive)] };
        }

        if (evidence.LockDirectory is { IsOnNetworkFileSystem: true } lockDirectory)
        {
            return new Conclusion(Verdict.Escalate, OnNetwork(cause, lockDirectory.Path, lockDirectory.FileSystem))
            {
                RestsOn = [.. restsOn, Statement.Quoted($"{lockDirectory.Path}: {lockDirectory.FileSystem}")],
            };
        }

        // Protects from a reboot without the cure: the scripts may be newer than this version, and have words that it does not know.
        return MutexLinePlace.Of(evidence, RemedyStyle.ConfAvailable) is null && evidence.Apache is { Layout: var layout }
            ? new Conclusion(Verdict.Escalate, NoPlace(cause, layout)) { RestsOn = [.. restsOn, Statement.Quoted($"layout={layout}")] }
            : null;
    }

    private static Reason SetByName(Statement cause, string directive) => new("explicit-mpm-accept", ("cause", cause), ("directive", directive));

    private static Reason OnNetwork(Statement cause, string path, string fileSystem) =>
        new("lock-directory-on-network", ("cause", cause), ("path", path), ("file-system", fileSystem));

    private static Reason NoPlace(Statement cause, string layout) => new("no-place-for-line", ("cause", cause), ("layout", layout));
}
