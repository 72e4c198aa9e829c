using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab.Aws.Functions;

public sealed class RuntimeApiTests
{
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("""{"hello":"there"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invocation_IsHandedOutWithItsHeaders_AndAnswered()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using LabAws aws = await LabAws.StartAsync(new AwsEndpointOptions { Time = time, Functions = new InvocationQueueOptions { FunctionTimeout = TimeSpan.FromSeconds(30) } });
        using var function = new RuntimeClient(aws.Endpoint);

        // The poll comes first, as it does in a warm function.
        Task<HttpResponseMessage> poll = function.NextAsync();
        Task<InvocationResult> invocation = aws.Endpoint.Functions.InvokeAsync(Payload, Token);
        using HttpResponseMessage next = await poll;
        using HttpResponseMessage accepted = await function.RespondAsync(RuntimeClient.RequestId(next), "\"done\"");
        InvocationResult result = await invocation;

        Assert.Equal("""{"hello":"there"}""", await next.Content.ReadAsStringAsync(Token));
        long deadline = long.Parse(next.Headers.GetValues("Lambda-Runtime-Deadline-Ms").Single(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(time.GetUtcNow().AddSeconds(30), DateTimeOffset.FromUnixTimeMilliseconds(deadline));
        Assert.StartsWith("arn:aws:lambda:us-east-1:123456789012:function:", next.Headers.GetValues("Lambda-Runtime-Invoked-Function-Arn").Single(), StringComparison.Ordinal);
        Assert.StartsWith("Root=1-", next.Headers.GetValues("Lambda-Runtime-Trace-Id").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.False(result.IsError);
        Assert.Equal("\"done\"", result.PayloadText);
    }

    [Fact]
    public async Task FunctionError_IsTheResult()
    {
        await using LabAws aws = await LabAws.StartAsync();
        using var function = new RuntimeClient(aws.Endpoint);
        Task<InvocationResult> invocation = aws.Endpoint.Functions.InvokeAsync(Payload, Token);
        using HttpResponseMessage next = await function.NextAsync();

        using HttpResponseMessage accepted = await function.FailAsync(RuntimeClient.RequestId(next), """{"errorMessage":"no"}""", "Function.Bad");
        InvocationResult result = await invocation;

        Assert.Equal("Function.Bad", result.ErrorType);
        Assert.Equal("""{"errorMessage":"no"}""", result.PayloadText);
    }

    [Fact]
    public async Task AnswerToNoInvocation_IsRefused()
    {
        await using LabAws aws = await LabAws.StartAsync();
        using var function = new RuntimeClient(aws.Endpoint);

        using HttpResponseMessage refused = await function.RespondAsync("8476a536-e9f4-11e8-9739-2dfe598c3fcd", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("InvalidRequestID", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InitError_FailsWhatWaits()
    {
        await using LabAws aws = await LabAws.StartAsync();
        using var function = new RuntimeClient(aws.Endpoint);
        Task<InvocationResult> invocation = aws.Endpoint.Functions.InvokeAsync(Payload, Token);

        using HttpResponseMessage accepted = await function.FailInitAsync("""{"errorMessage":"setting missing"}""", "Runtime.InitError");
        InvocationResult result = await invocation;

        Assert.Equal("Runtime.InitError", result.ErrorType);
        Assert.Contains("setting missing", result.PayloadText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AsynchronousInvocation_ThatFails_IsTriedTwiceMore_ThenDead()
    {
        await using LabAws aws = await LabAws.StartAsync(new AwsEndpointOptions
        {
            Functions = new InvocationQueueOptions { RetryDelays = [TimeSpan.Zero, TimeSpan.Zero] },
        });
        using var function = new RuntimeClient(aws.Endpoint);
        Task<InvocationResult> ended = aws.Endpoint.Functions.InvokeEventAsync(Payload, Token);
        var requestIds = new HashSet<string>();
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            using HttpResponseMessage next = await function.NextAsync();
            requestIds.Add(RuntimeClient.RequestId(next));
            using HttpResponseMessage accepted = await function.FailAsync(RuntimeClient.RequestId(next), $$"""{"errorMessage":"attempt {{attempt}}"}""", "Function.Bad");
        }

        InvocationResult last = await ended;

        Assert.Equal("Function.Bad", last.ErrorType);
        Assert.Equal(3, requestIds.Count);
        DeadLetter dead = Assert.Single(aws.Endpoint.Functions.DeadLetters);
        Assert.Equal(Payload, dead.Event.ToArray());
        Assert.Contains("attempt 3", dead.LastResult.PayloadText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FunctionThatDoesNotAnswer_TimesOut()
    {
        var time = new FakeTimeProvider();
        await using LabAws aws = await LabAws.StartAsync(new AwsEndpointOptions { Time = time });
        using var function = new RuntimeClient(aws.Endpoint);
        Task<InvocationResult> invocation = aws.Endpoint.Functions.InvokeAsync(Payload, Token);
        using HttpResponseMessage next = await function.NextAsync();

        InvocationResult result = await time.AdvanceUntilEndAsync(new InvocationQueueOptions().FunctionTimeout, invocation);
        using HttpResponseMessage late = await function.RespondAsync(RuntimeClient.RequestId(next), "{}");

        Assert.Equal("Sandbox.Timedout", result.ErrorType);
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
    }

    [Fact]
    public async Task PayloadTooLarge_IsRefused()
    {
        await using LabAws aws = await LabAws.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => aws.Endpoint.Functions.InvokeEventAsync(new byte[InvocationQueue.MaxEventBytes + 1], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => aws.Endpoint.Functions.InvokeAsync(new byte[InvocationQueue.MaxPayloadBytes + 1], Token));
    }
}
