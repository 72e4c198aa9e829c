using MutexResponder.Lab.Instances;
using MutexResponder.Tests.Documents;
using MutexResponder.Tests.Doubles;

[assembly: AssemblyFixture(typeof(ShellTools))]

namespace MutexResponder.Tests.Documents;

/// <summary>The shells, awks and checkers that the scripts are held to, and make; installed once for all tests where they are missing.</summary>
public sealed class ShellTools : IAsyncLifetime
{
    private string? _whyNot;

    public async ValueTask InitializeAsync() =>
        _whyNot = OperatingSystem.IsLinux() ? await PackagesForTests.Scripts.WhyNotAsync() : "The scripts are for Linux and are tried on it.";

    /// <summary>Runs one of the tools with <paramref name="stdin"/>; the test is skipped, with the reason and its cure, where the machine has not got it.</summary>
    internal async Task<ProcessOutcome> RunAsync(string tool, IEnumerable<string> arguments, string stdin)
    {
        ProcessOutcome? outcome = await ProcessOutcome.OfAsync(tool, arguments, stdin, TestContext.Current.CancellationToken);
        Assert.SkipWhen(outcome is null, $"There is no {tool} here. {_whyNot}");
        return outcome!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
