using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Hosting;

/// <summary>The default host: the project's own loop on the Runtime API, as it was built together with these tests.</summary>
public sealed class RuntimeApiHostTests : HostContract
{
    protected override Task<string> RequireProgramAsync() => Task.FromResult(BootstrapProcess.BuiltProgram);
}
