using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Rehearsals;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Function;

/// <summary>The executable as it is deployed.</summary>
public sealed partial class NativeFunctionTests(NativeFunction native, LabFixture lab)
{
    private const long MaxBytes = 20 * 1024 * 1024;
    private static readonly Version MaxGlibc = new(2, 34);
    private static readonly TimeSpan ToolTimeout = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_Native_NoWarningAndSmall()
    {
        string path = await native.RequireAsync();

        Assert.DoesNotContain("warning", native.CompilerOutput, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(new FileInfo(path).Length, 1, MaxBytes);
    }

    [Fact]
    public async Task Native_NeedsNoSymbolNewerThanAmazonLinux2023Has()
    {
        string path = await native.RequireAsync();
        (int exitCode, string symbols) = await NativeFunction.RunAsync(ToolTimeout, "objdump", "-T", path);
        Assert.Equal(0, exitCode);

        Version[] needed = [.. Glibc().Matches(symbols).Select(m => Version.Parse(m.Groups[1].Value)).Distinct()];
        Assert.NotEmpty(needed);
        Assert.All(needed, version => Assert.True(version <= MaxGlibc, $"the function needs GLIBC_{version}"));
    }

    [Fact]
    public async Task Native_EverySampleEvent_IsAnswered()
    {
        string path = await native.RequireAsync();
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync(new AwsEndpointOptions(), Token);
        await using FunctionProcess function = FunctionProcess.Start(aws, new FunctionProcessOptions
        {
            ExecutablePath = path,
            Settings = new Dictionary<string, string>
            {
                ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = "mutex-responder-inspect",
                ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = "mutex-responder-remediate",
                ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = "mutex-responder-rollback",
                ["MUTEX_RESPONDER_TABLE"] = aws.AddTable(),
            }.ToImmutableDictionary(),
        });
        string[] files = Directory.GetFiles(Path.Combine(NativeFunction.RepositoryRoot, "infra", "events"), "*.json");
        Assert.True(files.Length >= 10);

        foreach (string file in files)
        {
            InvocationResult result = await aws.Functions.InvokeAsync(await File.ReadAllBytesAsync(file, Token), Token);
            Assert.False(result.IsError, $"{Path.GetFileName(file)}: {result.PayloadText}");
            using JsonDocument reply = JsonDocument.Parse(result.PayloadText);
            Assert.NotEmpty(reply.RootElement.GetProperty("summary").GetString()!);
        }

        Assert.Null(function.UnexpectedEnd);
    }

    [Fact]
    public async Task Native_WholeIncident_Recovers()
    {
        lab.RequireLab();
        // No tick falls into the incident, however long this machine takes for it: each would cost calls.
        var options = new RehearsalOptions { FunctionPath = await native.RequireAsync(), TickInterval = TimeSpan.FromHours(1) };
        (RehearsalResult result, string story) = await Stage.PlayAsync(options);

        Assert.True(result.Succeeded, story);
        // The store among them, and the report that the rehearsal asks for at the end.
        Assert.True(result.Calls.Length <= 20, string.Join('\n', result.Calls.Select(call => $"{call.Call.Service}:{call.Call.Operation}")));
    }

    [GeneratedRegex(@"GLIBC_(\d+\.\d+)")]
    private static partial Regex Glibc();
}
