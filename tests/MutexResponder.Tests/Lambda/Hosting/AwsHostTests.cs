using MutexResponder.Tests.Documents;
using Xunit;

namespace MutexResponder.Tests.Lambda.Hosting;

/// <summary>The host that <c>-p:LambdaHost=Aws</c> builds, wherever the configured registry has AWS's packages.</summary>
public sealed class AwsHostTests(AwsHostTests.Build build) : HostContract, IClassFixture<AwsHostTests.Build>
{
    protected override async Task<string> RequireProgramAsync()
    {
        (string? path, string reason) = await build.Built.Value;
        Assert.SkipWhen(path is null, reason);
        return path!;
    }

    /// <summary>Built once, into a folder of its own, so that the default host beside it stays as it is.</summary>
    public sealed class Build : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutex-aws-host-");

        public Build() => Built = new(BuildAsync);

        public Lazy<Task<(string? Path, string Reason)>> Built { get; }

        public void Dispose() => _folder.Delete(recursive: true);

        private async Task<(string? Path, string Reason)> BuildAsync()
        {
            string[] arguments =
            [
                "build", Path.Combine(Infra.Support.RepositoryFiles.Root, "src/MutexResponder.Lambda"), "--nologo",
                "-p:LambdaHost=Aws", "--artifacts-path", Path.Combine(_folder.FullName, "build"), "-o", Path.Combine(_folder.FullName, "out"),
            ];
            ProcessOutcome build = (await ProcessOutcome.OfAsync("dotnet", arguments, "", TestContext.Current.CancellationToken))!;
            // NU1101, NU1102: the package, or this version of it, is at no source. All else is a fault of ours.
            bool isMissing = build.ExitCode != 0 && build.Stdout.Contains("error NU110", StringComparison.Ordinal);
            Assert.True(build.ExitCode == 0 || isMissing, build.Stdout + build.Stderr);
            return isMissing ? (null, "AWS's packages (Amazon.Lambda.…) are not to be had from the package sources of this machine.") : (Path.Combine(_folder.FullName, "out", "bootstrap.dll"), "");
        }
    }
}
