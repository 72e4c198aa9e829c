using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lambda.Support;
using Xunit;

namespace MutexResponder.Tests.Lambda.Hosting;

/// <summary>The real process against a Runtime API of the test's own.</summary>
public sealed class BootstrapProcessTests
{
    private const string Tick = """{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}""";

    [Fact]
    public async Task Process_ServesOnAfterEveryBadEventAndEndsWithTheApi()
    {
        RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = BootstrapProcess.Start(Settings(api));

        RuntimeApiAnswer tick = await api.InvokeAsync("1", Tick);
        RuntimeApiAnswer notJson = await api.InvokeAsync("2", "AH00144: couldn't grab the accept mutex");
        RuntimeApiAnswer unknown = await api.InvokeAsync("3", """{"hello":"world"}""");
        RuntimeApiAnswer badBase64 = await api.InvokeAsync("4", """{"awslogs":{"data":"%%% not base64 %%%"}}""");
        RuntimeApiAnswer badRequest = await api.InvokeAsync("5", """{"action":"reboot"}""");
        RuntimeApiAnswer tickAgain = await api.InvokeAsync("6", Tick);
        await api.DisposeAsync();
        int exitCode = await process.WaitForExitAsync();

        Assert.Equal((false, "ignored"), (tick.IsError, tick.Json.GetProperty("outcome").GetString()));
        Assert.Equal("InvalidEvent.not-json", notJson.ErrorType);
        Assert.Equal("InvalidEvent.unknown-event", unknown.ErrorType);
        Assert.Contains("awslogs", unknown.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal("InvalidEvent.bad-log-data", badBase64.ErrorType);
        Assert.Equal((false, "unknown-action"), (badRequest.IsError, badRequest.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(tick.Body, tickAgain.Body);
        Assert.Equal(0, exitCode);
        Assert.Equal("", process.Errors.Trim());
    }

    [Fact]
    public async Task Process_WritesOnlyJsonLinesWithTheRequestId()
    {
        RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = BootstrapProcess.Start(Settings(api));

        await api.InvokeAsync("request-7", Tick);
        await api.DisposeAsync();
        await process.WaitForExitAsync();

        JsonElement[] lines = [.. process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement entry = Assert.Single(lines, line => line.TryGetProperty("reason", out JsonElement reason) && reason.GetString() == "nothing-unfinished" && line.TryGetProperty("level", out _));
        Assert.Equal("request-7", entry.GetProperty("function_request_id").GetString());
        Assert.True(entry.GetProperty("cold_start").GetBoolean());
        Assert.Contains(lines, line => line.TryGetProperty("_aws", out _));
    }

    [Fact]
    public async Task Process_AsksEc2AtTheConfiguredEndpoint()
    {
        List<string> bodies = [];
        await using LoopbackServer aws = await LoopbackServer.StartAsync(async context =>
        {
            bodies.Add(await LoopbackServer.ReadBodyAsync(context));
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>none</Message></Error></Errors></Response>");
        });
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        Dictionary<string, string> settings = Settings(api);
        settings["AWS_ENDPOINT_URL"] = aws.Url;
        await using BootstrapProcess process = BootstrapProcess.Start(settings);

        RuntimeApiAnswer answer = await api.InvokeAsync("1", """{"action":"inspect","instanceId":"i-0abc1234def567890"}""");

        Assert.Equal("unknown-instance", answer.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("i-0abc1234def567890", Assert.Single(bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_EndsCleanlyOnSigterm()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = BootstrapProcess.Start(Settings(api));
        await api.InvokeAsync("1", Tick);

        await process.TerminateAsync();

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Equal("", process.Errors.Trim());
    }

    [Fact]
    public async Task Start_WithWrongSettings()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        Dictionary<string, string> settings = Settings(api);
        settings["MUTEX_RESPONDER_MODE"] = "YOLO";
        await using BootstrapProcess process = BootstrapProcess.Start(settings);

        int exitCode = await process.WaitForExitAsync();

        RuntimeApiAnswer error = await api.InitError.WithinBound();
        Assert.Equal("Settings.Invalid", error.ErrorType);
        Assert.Contains("MUTEX_RESPONDER_MODE is 'YOLO'; allowed are Observe, Approve, Remediate.", error.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, exitCode);
        Assert.Equal(0, api.NextCount);
    }

    [Fact]
    public async Task Start_OutsideLambda()
    {
        await using BootstrapProcess process = BootstrapProcess.Start(new Dictionary<string, string>());

        Assert.Equal(2, await process.WaitForExitAsync());
        Assert.Contains("AWS_LAMBDA_RUNTIME_API", process.Errors, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Settings(RuntimeApiServer api) => new()
    {
        ["AWS_LAMBDA_RUNTIME_API"] = api.Address,
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = "stack-Inspect",
        ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = "stack-Remediate",
        ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = "stack-Rollback",
        ["MUTEX_RESPONDER_ALLOW_MEMORY_STORE"] = "true",
    };
}
