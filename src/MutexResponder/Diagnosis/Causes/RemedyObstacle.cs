using System.Collections.Immutable;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>What keeps a known cause from being mended by our one line of configuration.</summary>
internal static class RemedyObstacle
{
    /// <param name="evidence">What the inspection found.</param>
    /// <param name="cause">The cause in a sentence.</param>
    /// <param name="restsOn">What the cause rests on.</param>
    /// <returns>Null where nothing stands in the way.</returns>
    public static Conclusion? Find(Evidence evidence, string cause, ImmutableArray<string> restsOn)
    {
        if (evidence.ExplicitAcceptMutexDirective is { } directive)
        {
            return new Conclusion(
                Verdict.Escalate,
                "explicit-mpm-accept",
                $"{cause} The configuration sets the accept mutex by name ({directive}), which our default would not override; change that line to 'file:' and restart.")
            { RestsOn = [.. restsOn, directive] };
        }

        return evidence.LockDirectory is { IsOnNetworkFileSystem: true } lockDirectory
            ? new Conclusion(
                Verdict.Escalate,
                "lock-directory-on-network",
                $"{cause} But its lock directory {lockDirectory.Path} lies on {lockDirectory.FileSystem}, where file locks are not to be trusted.")
            { RestsOn = [.. restsOn, $"{lockDirectory.Path}: {lockDirectory.FileSystem}"] }
            : null;
    }
}
