// Answers every invocation at once.
using System.Net.Http.Headers;

string api = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation/";
using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
while (true)
{
    using HttpResponseMessage next = await http.GetAsync(api + "next", HttpCompletionOption.ResponseHeadersRead);
    using ByteArrayContent reply = new("{}"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    using HttpResponseMessage taken = await http.PostAsync($"{api}{next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").First()}/response", reply);
}
