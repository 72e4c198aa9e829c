using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// Publishes to one SNS topic by the query protocol (SNS API Reference, Publish), signed by the SDK's own signer
/// (decisions/2026-11-25-messages.md).
/// </summary>
/// <param name="topicArn">The topic; its Region is asked.</param>
/// <param name="isChat">The topic of a chat's channel: it takes the message in the chat's form, and without a subject.</param>
/// <param name="endpoint">Where SNS is; null for its public address.</param>
/// <param name="credentials">Asked at each call: a function's credentials are replaced while it lives.</param>
/// <param name="http">Sends; with a time-out.</param>
/// <param name="time">Dates the signature.</param>
public sealed class SnsTopic(
    string topicArn, bool isChat, Uri? endpoint, Func<CancellationToken, Task<ImmutableCredentials>> credentials, Func<HttpClient> http, TimeProvider time) : IPublishMessages
{
    private const string Call = "sns:Publish";
    private const string FormType = "application/x-www-form-urlencoded; charset=utf-8";
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private const int MaxErrorChars = 300;

    private readonly string _region = topicArn.Split(':')[3];

    private Uri Endpoint => endpoint ?? new Uri($"https://sns.{_region}.{RegionEndpoint.GetBySystemName(_region).PartitionDnsSuffix}/");

    public Task PublishAsync(Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return PublishAsync(
            isChat ? [("TopicArn", topicArn), ("Message", message.Chat)] : [("TopicArn", topicArn), ("Subject", message.Subject), ("Message", message.Text)], cancellationToken);
    }

    private async Task PublishAsync((string Name, string Value)[] parameters, CancellationToken cancellationToken)
    {
        string body = $"Action=Publish&Version=2010-03-31{string.Concat(parameters.Select(pair => $"&{pair.Name}={Uri.EscapeDataString(pair.Value)}"))}";
        if (await AwsFailure.CallAsync(Call, () => PostAsync(body, cancellationToken), cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <returns>Why SNS did not take it; null where it did.</returns>
    private async Task<RemoteCallException?> PostAsync(string body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Sign(body, await credentials(cancellationToken).ConfigureAwait(false));
        using HttpResponseMessage response = await http().SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return null;
        }

        string answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return new RemoteCallException(
            FailureOf(response.StatusCode, answer), $"{Call} failed: {(int)response.StatusCode} {answer[..Math.Min(answer.Length, MaxErrorChars)]}");
    }

    /// <summary>Signature Version 4 over the request as it is sent (IAM User Guide, "Create a signed AWS API request").</summary>
    private HttpRequestMessage Sign(string body, ImmutableCredentials keys)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        string date = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        SortedDictionary<string, string> headers = new(StringComparer.Ordinal)
        {
            ["content-type"] = FormType,
            ["host"] = Endpoint.Authority,
            ["x-amz-date"] = date,
        };
        if (keys.UseToken)
        {
            headers["x-amz-security-token"] = keys.Token;
        }

        string names = string.Join(';', headers.Keys);
        string bodyHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        string canonical = $"POST\n/\n\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{bodyHash}";
        AWS4SigningResult signed = AWS4Signer.ComputeSignature(keys, _region, now, "sns", names, canonical);

        HttpRequestMessage request = new(HttpMethod.Post, Endpoint) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach ((string name, string value) in headers.Where(header => header.Key.StartsWith("x-amz-", StringComparison.Ordinal)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content.Headers.TryAddWithoutValidation("Content-Type", FormType);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={keys.AccessKey}/{signed.Scope}, SignedHeaders={names}, Signature={signed.Signature}");
        return request;
    }

    private static RemoteCallFailure FailureOf(HttpStatusCode status, string answer) => status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => RemoteCallFailure.Unavailable,
        _ when answer.Contains("Throttl", StringComparison.Ordinal) => RemoteCallFailure.Unavailable,
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => RemoteCallFailure.Denied,
        _ => RemoteCallFailure.Invalid,
    };
}
