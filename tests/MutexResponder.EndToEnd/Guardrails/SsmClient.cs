using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MutexResponder.EndToEnd.Instances;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>A person's view of SSM: OpsItems and commands, over the API (AWS JSON 1.1).</summary>
internal sealed class SsmClient(Uri endpoint) : IDisposable
{
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { BaseAddress = endpoint, Timeout = InstanceAssertions.Patience };

    /// <summary>The OpsItem of the one instance, once it has that status; GetOpsItem's <c>OpsItem</c>.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public async Task<JsonNode> OpsItemAsync(string status)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(InstanceAssertions.Patience);
        while (true)
        {
            JsonArray items = (await CallAsync("DescribeOpsItems", [])).AsObject()["OpsItemSummaries"]!.AsArray();
            if (items.SingleOrDefault()?["Status"]?.GetValue<string>() == status)
            {
                return (await CallAsync("GetOpsItem", new JsonObject { ["OpsItemId"] = items[0]!["OpsItemId"]!.DeepClone() }))["OpsItem"]!;
            }

            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"No OpsItem was {status} within {InstanceAssertions.Patience.TotalSeconds:0} s: {items.ToJsonString()}");
            }

            await Task.Delay(PollPause, CancellationToken.None);
        }
    }

    /// <summary>How many OpsItems there are, open or not.</summary>
    public async Task<int> CountOpsItemsAsync() => (await CallAsync("DescribeOpsItems", []))["OpsItemSummaries"]!.AsArray().Count;

    /// <summary>All commands so far, oldest first.</summary>
    public async Task<IReadOnlyList<RunCommand>> CommandsAsync()
    {
        var commands = new List<RunCommand>();
        var request = new JsonObject { ["Details"] = true };
        do
        {
            JsonNode page = await CallAsync("ListCommandInvocations", request);
            commands.AddRange(page["CommandInvocations"]!.AsArray().Select(invocation => RunCommand.Read(invocation!)));
            request["NextToken"] = page["NextToken"]?.DeepClone();
        }
        while (request["NextToken"] is not null);
        return [.. commands.OrderBy(command => command.RequestedAt)];
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> CallAsync(string operation, JsonObject request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(request.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/x-amz-json-1.1")),
            Headers = { { "X-Amz-Target", $"AmazonSSM.{operation}" } },
        };
        using HttpResponseMessage response = await _http.SendAsync(message, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {text}");
        return JsonNode.Parse(text)!;
    }
}
