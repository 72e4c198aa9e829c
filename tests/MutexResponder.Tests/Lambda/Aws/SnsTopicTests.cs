using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Aws;
using MutexResponder.Ports;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Aws;

/// <summary>What goes over the wire to SNS, and what an answer means.</summary>
public sealed class SnsTopicTests : IAsyncLifetime
{
    private const string Arn = "arn:aws:sns:eu-west-1:123456789012:on-call";

    private static readonly Message s_message = new("[stack] Recovered: i-0abc", "復旧 = a&b+c %20\n", """{"version":"1.0"}""");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 8, 25, 20, 51, 54, TimeSpan.Zero));
    private readonly HttpClient _http = new();
    private readonly List<(Dictionary<string, string> Form, string Body, IHeaderDictionary Headers)> _requests = [];
    private (int Status, string Body) _answer = (200, "<PublishResponse/>");
    private LoopbackServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await LoopbackServer.StartAsync(async context =>
    {
        string body = await LoopbackServer.ReadBodyAsync(context);
        _requests.Add((QueryHelpers.ParseQuery(body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()), body, new HeaderDictionary(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(context.Request.Headers, StringComparer.OrdinalIgnoreCase))));
        context.Response.StatusCode = _answer.Status;
        await context.Response.WriteAsync(_answer.Body);
    });

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _server!.DisposeAsync();
    }

    [Fact]
    public async Task Mail_HasSubjectAndText()
    {
        await Topic(isChat: false).PublishAsync(s_message, Cancellation);

        Assert.Equal(
            new Dictionary<string, string> { ["Action"] = "Publish", ["Version"] = "2010-03-31", ["TopicArn"] = Arn, ["Subject"] = s_message.Subject, ["Message"] = s_message.Text },
            Assert.Single(_requests).Form);
    }

    [Fact]
    public async Task Chat_HasItsOwnForm_AndNoSubject()
    {
        await Topic(isChat: true).PublishAsync(s_message, Cancellation);

        Assert.Equal(
            new Dictionary<string, string> { ["Action"] = "Publish", ["Version"] = "2010-03-31", ["TopicArn"] = Arn, ["Message"] = s_message.Chat },
            Assert.Single(_requests).Form);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("session+token/=")]
    public async Task Signature_IsThatOfTheRequestAsItArrived(string? token)
    {
        await Topic(isChat: false, new ImmutableCredentials("AKIDEXAMPLE", "secret", token)).PublishAsync(s_message, Cancellation);

        (_, string body, IHeaderDictionary headers) = Assert.Single(_requests);
        string names = token is null ? "content-type;host;x-amz-date" : "content-type;host;x-amz-date;x-amz-security-token";
        Assert.Equal("20260825T205154Z", headers["x-amz-date"].ToString());
        Assert.Equal(token ?? "", headers["x-amz-security-token"].ToString());
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260825/eu-west-1/sns/aws4_request, SignedHeaders={names}, Signature={SignatureOf(body, headers, names, "secret")}",
            headers.Authorization.ToString());
    }

    [Theory]
    [InlineData(403, "<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>", RemoteCallFailure.Denied)]
    [InlineData(400, "<Error><Code>Throttling</Code></Error>", RemoteCallFailure.Unavailable)]
    [InlineData(400, "<Error><Code>InvalidParameter</Code></Error>", RemoteCallFailure.Invalid)]
    [InlineData(404, "<Error><Code>NotFound</Code></Error>", RemoteCallFailure.Invalid)]
    [InlineData(300, "", RemoteCallFailure.Invalid)]
    [InlineData(408, "", RemoteCallFailure.Unavailable)]
    [InlineData(429, "", RemoteCallFailure.Unavailable)]
    [InlineData(500, "", RemoteCallFailure.Unavailable)]
    [InlineData(503, "", RemoteCallFailure.Unavailable)]
    public async Task Refusal_SaysWhetherLaterHelps(int status, string body, RemoteCallFailure failure)
    {
        _answer = (status, body);

        RemoteCallException refused = await Assert.ThrowsAsync<RemoteCallException>(() => Topic(isChat: false).PublishAsync(s_message, Cancellation));

        Assert.Equal(failure, refused.Failure);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_IsQuotedInBounds()
    {
        _answer = (400, new string('x', 301));

        RemoteCallException refused = await Assert.ThrowsAsync<RemoteCallException>(() => Topic(isChat: false).PublishAsync(s_message, Cancellation));

        Assert.Equal($"sns:Publish failed: 400 {new string('x', 300)}", refused.Message);
    }

    [Fact]
    public async Task NoAnswer_IsUnavailable()
    {
        await _server!.DisposeAsync();

        RemoteCallException failed = await Assert.ThrowsAsync<RemoteCallException>(() => Topic(isChat: false).PublishAsync(s_message, Cancellation));

        Assert.Equal(RemoteCallFailure.Unavailable, failed.Failure);
    }

    /// <summary>Written from the manual (IAM User Guide, "Create a signed AWS API request"), without the SDK.</summary>
    private static string SignatureOf(string body, IHeaderDictionary headers, string names, string secret)
    {
        string canonical = $"POST\n/\n\n{string.Concat(names.Split(';').Select(name => $"{name}:{headers[name]}\n"))}\n{names}\n{Hash(body)}";
        string toSign = $"AWS4-HMAC-SHA256\n{headers["x-amz-date"]}\n20260825/eu-west-1/sns/aws4_request\n{Hash(canonical)}";
        byte[] key = new[] { "20260825", "eu-west-1", "sns", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private SnsTopic Topic(bool isChat, ImmutableCredentials? keys = null) =>
        new(Arn, isChat, new Uri(_server!.Url), _ => Task.FromResult(keys ?? new ImmutableCredentials("a", "b", null)), () => _http, _time);
}
