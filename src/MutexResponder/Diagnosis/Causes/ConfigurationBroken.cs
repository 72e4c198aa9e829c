using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>The configuration on disk was broken before we came: whoever is editing it must finish first.</summary>
internal sealed class ConfigurationBroken : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.ConfigTestExitStatus == 0)
        {
            return null;
        }

        ImmutableArray<string> output = evidence.ConfigTestOutput.Length > 0 ? evidence.ConfigTestOutput : ["the configuration test failed without a word"];
        return output.Any(line => line.Contains("Invalid Mutex directory", StringComparison.Ordinal))
            ? new Conclusion(
                Verdict.Escalate,
                "lock-directory-missing",
                "The configuration names a mutex directory that does not exist, so Apache cannot start. Start it through apachectl, which makes the directory, or create it.")
            { RestsOn = output }
            : new Conclusion(
                Verdict.Escalate,
                "config-broken",
                "Apache's configuration test fails on this machine as it is. Nothing was touched; mend the configuration first."
                    + (evidence.SiteAnswers ? " The site still answers with the configuration it was started with; a restart would end it." : ""))
            { RestsOn = output };
    }
}
