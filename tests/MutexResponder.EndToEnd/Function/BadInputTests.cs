using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.EndToEnd.Function;

/// <summary>Bad input to the real process: a clear error or a refusal each time, and the same process serves on.</summary>
public sealed class BadInputTests
{
    private const string Line = "[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] (43)Identifier removed: AH00144: couldn't grab the accept mutex";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BadInput_OfEveryKind_AnsweredAndTheProcessServesOn()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync(new AwsEndpointOptions(), Token);
        await using FunctionProcess function = FunctionProcess.Start(aws, new FunctionProcessOptions
        {
            ExecutablePath = BuiltFunction.FindBootstrap(),
            Settings = new Dictionary<string, string>
            {
                ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = "inspect",
                ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = "remediate",
                ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = "rollback",
                ["MUTEX_RESPONDER_TABLE"] = aws.AddTable(),
            }.ToImmutableDictionary(),
        });
        RunningProcess process = RunningProcess.Of(function.ProcessId)!;

        await RefusedAsync(aws, "this is not JSON", "InvalidEvent");
        await RefusedAsync(aws, """{"hello":"world"}""", "InvalidEvent");
        await RefusedAsync(aws, """{"awslogs":{"data":"%%%"}}""", "InvalidEvent");
        await RefusedAsync(aws, Envelope(Encoding.UTF8.GetBytes("not gzip")), "InvalidEvent");
        await RefusedAsync(aws, Envelope(Gzip(Encoding.UTF8.GetBytes("[1,2"))), "InvalidEvent");
        await RefusedAsync(aws, Envelope(Gzip(new byte[256 * 1024 * 1024])), "InvalidEvent");

        Assert.Contains("refused", await AnswerAsync(aws, EventShapes.LogBatch("i-0123456789abcdef0", [(DateTimeOffset.UtcNow, Line)])), StringComparison.Ordinal);
        Assert.Contains("no-instance", await AnswerAsync(aws, EventShapes.LogBatch("some-stream", [(DateTimeOffset.UtcNow, Line)])), StringComparison.Ordinal);
        Assert.Contains("ignored", await AnswerAsync(aws, EventShapes.LogProbe(DateTimeOffset.UtcNow)), StringComparison.Ordinal);
        Assert.Contains("allowed", await AnswerAsync(aws, Encoding.UTF8.GetBytes("""{"action":"explode","instanceId":"i-0123456789abcdef0"}""")), StringComparison.Ordinal);

        Assert.Equal(0, aws.Journal.Count("SendCommand"));
        Assert.Null(function.UnexpectedEnd);
        Assert.True(process.IsAlive);
    }

    private static async Task RefusedAsync(AwsEndpoint aws, string payload, string errorType)
    {
        InvocationResult result = await aws.Functions.InvokeAsync(Encoding.UTF8.GetBytes(payload), Token);
        Assert.True(result.IsError, result.PayloadText);
        Assert.StartsWith(errorType, result.ErrorType, StringComparison.Ordinal);
        using JsonDocument error = JsonDocument.Parse(result.PayloadText);
        Assert.NotEmpty(error.RootElement.GetProperty("errorMessage").GetString()!);
    }

    private static async Task<string> AnswerAsync(AwsEndpoint aws, byte[] payload)
    {
        InvocationResult result = await aws.Functions.InvokeAsync(payload, Token);
        Assert.False(result.IsError, result.PayloadText);
        return result.PayloadText;
    }

    private static string Envelope(byte[] data) => $$$"""{"awslogs":{"data":"{{{Convert.ToBase64String(data)}}}"}}""";

    private static byte[] Gzip(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return packed.ToArray();
    }
}
