using System.Text;
using MutexResponder.Lab.Aws;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab.Aws.Functions;

/// <summary>A function's side of the Runtime API, one call at a time.</summary>
internal sealed class RuntimeClient(AwsEndpoint endpoint) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{endpoint.Authority}/2018-06-01/runtime/"), Timeout = Patience.Bound };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> NextAsync() => _http.GetAsync(new Uri("invocation/next", UriKind.Relative), Token);

    public static string RequestId(HttpResponseMessage next) => next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();

    public Task<HttpResponseMessage> RespondAsync(string requestId, string body) => PostAsync($"invocation/{requestId}/response", body, null);

    public Task<HttpResponseMessage> FailAsync(string requestId, string body, string type) => PostAsync($"invocation/{requestId}/error", body, type);

    public Task<HttpResponseMessage> FailInitAsync(string body, string type) => PostAsync("init/error", body, type);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? errorType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }

        return await _http.SendAsync(request, Token);
    }
}
