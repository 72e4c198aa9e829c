using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>httpd 2.2 and before: the same outage, and other directives. <c>Mutex</c> would keep it from starting.</summary>
internal sealed class ApacheTooOld : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (!evidence.ServerVersion.Contains("Apache/2.2.", StringComparison.Ordinal) && !evidence.ServerVersion.Contains("Apache/2.0.", StringComparison.Ordinal))
        {
            return null;
        }

        string file = evidence.Apache is { MainConfig.Length: > 0 } apache ? apache.MainConfig : "the main configuration";
        return new Conclusion(
            Verdict.Escalate,
            "apache-2.2",
            $"This server is older than httpd 2.4 and knows no Mutex directive; a Mutex line would keep it from starting. Its own cure: write 'AcceptMutex fcntl' and "
                + $"'LockFile /var/lock/apache2-accept.lock' (a file on a local disk that only root can write beside) at the end of {file}, test it with apachectl -t, and restart Apache.")
        {
            RestsOn = [evidence.ServerVersion, .. evidence.Directives.Where(line => line.Contains("AcceptMutex", StringComparison.OrdinalIgnoreCase)), .. signals.TakeLast(1).Select(signal => signal.Line)],
        };
    }
}
