using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>The configuration on disk was broken before we came: whoever is editing it must finish first.</summary>
internal sealed class ConfigurationBroken : ICause
{
    public Statement Name => new("cause-configuration-broken");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.ConfigTestExitStatus == 0)
        {
            return new RulingOut(TestPasses, evidence.ConfigTestOutput is [.., var last] ? Statement.Quoted(last) : null);
        }

        Reason reason = evidence.ConfigTestOutput.Any(line => line.Contains("Invalid Mutex directory", StringComparison.Ordinal)) ? DirectoryMissing
            : evidence.SiteAnswers == true ? BrokenWhileServing : Broken;
        return new Conclusion(Verdict.Escalate, reason)
        {
            RestsOn = evidence.ConfigTestOutput.Length > 0 ? [.. evidence.ConfigTestOutput.Select(Statement.Quoted)] : [FailedWithoutAWord],
        };
    }

    private static Statement TestPasses => new("configuration-test-passes");

    private static Statement FailedWithoutAWord => new("configuration-test-failed-silently");

    private static Reason DirectoryMissing => new("lock-directory-missing");

    private static Reason Broken => new("config-broken");

    private static Reason BrokenWhileServing => new("config-broken", new Statement("config-broken-while-serving"));
}
