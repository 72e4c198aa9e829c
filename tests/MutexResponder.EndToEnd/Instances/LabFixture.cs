using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Guardrails;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Reporting;
using MutexResponder.Lab.Instances;
using MutexResponder.Tests.Doubles;

[assembly: AssemblyFixture(typeof(LabFixture))]

namespace MutexResponder.EndToEnd.Instances;

/// <summary>The machine made ready once for all tests: its requirements looked at, what is missing installed.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    private string? _skipReason;

    public async ValueTask InitializeAsync()
    {
        IReadOnlyList<string> missing = LabRequirements.Check();
        _skipReason = missing.Count > 0 ? string.Join(" ", missing) : await DebianPackages.Lab.WhyNotAsync();
        if (_skipReason is not null)
        {
            return;
        }

        // The instances see the machine's own /usr: what any test needs is installed before the first one starts, the other project's tools
        // too. A test that lacks something says why.
        DebianPackages[] others = [DebianPackages.Machines, Chromium.Packages, NativeFunction.Compilers, SiteAnswersTests.Tools, PackagesForTests.Scripts];
        foreach (DebianPackages packages in others)
        {
            await packages.WhyNotAsync();
        }
    }

    /// <summary>Skips the test, with the reason, where the machine cannot run the lab.</summary>
    public void RequireLab() => Assert.SkipWhen(_skipReason is not null, _skipReason ?? "");

    /// <summary>A data centre of the test's own; the test is skipped, with the reason, where the machine cannot have one.</summary>
    public Task<LabHost> StartHostAsync()
    {
        RequireLab();
        return LabHost.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>An instance in a data centre of its own, which ends with it.</summary>
    /// <param name="apache">Its Apache; null for the usual one.</param>
    public async Task<LabInstance> StartInstanceAsync(ApacheSpec? apache = null)
    {
        LabHost host = await StartHostAsync();
        try
        {
            LabInstance instance = await host.CreateInstanceAsync(apache ?? new ApacheSpec(), TestContext.Current.CancellationToken);
            instance.IsAlone = true;
            return instance;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
