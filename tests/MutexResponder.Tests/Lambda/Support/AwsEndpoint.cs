using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;
using MutexResponder.Lambda.Aws;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>An AWS endpoint that gives canned answers to the real SDK and keeps the requests.</summary>
internal sealed class AwsEndpoint : IAsyncDisposable
{
    private readonly ConcurrentQueue<(int Status, string Body)> _answers = new();
    private LoopbackServer? _server;

    /// <summary>The action (<c>AmazonSSM.SendCommand</c>, or <c>DescribeInstances</c>) and the body, in order.</summary>
    public ConcurrentQueue<(string Action, string Body)> Requests { get; } = new();

    public AwsClients Clients { get; private set; } = null!;

    public static async Task<AwsEndpoint> StartAsync()
    {
        AwsEndpoint endpoint = new();
        LoopbackServer server = await LoopbackServer.StartAsync(endpoint.AnswerAsync);
        endpoint._server = server;
        endpoint.Clients = new AwsClients(config =>
        {
            config.ServiceURL = server.Url;
            config.AuthenticationRegion = "us-east-1";
            config.DefaultAWSCredentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret");
        });
        return endpoint;
    }

    public AwsEndpoint Then(string body, int status = 200)
    {
        _answers.Enqueue((status, body));
        return this;
    }

    public JsonElement Sent(int index) => JsonDocument.Parse(Requests.ElementAt(index).Body).RootElement;

    /// <summary>From now on the connection is refused.</summary>
    public ValueTask DisposeServerAsync() => _server!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        await _server!.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string body = await LoopbackServer.ReadBodyAsync(context);
        string target = context.Request.Headers["X-Amz-Target"].ToString();
        Requests.Enqueue((target.Length > 0 ? target : "query", body));
        if (!_answers.TryDequeue(out (int Status, string Body) answer))
        {
            answer = (500, "{\"__type\":\"InternalServerError\",\"message\":\"the test expected no further request\"}");
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Body.StartsWith('<') ? "text/xml" : "application/x-amz-json-1.1";
        await context.Response.WriteAsync(answer.Body);
    }
}
