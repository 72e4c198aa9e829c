using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Functions;

namespace MutexResponder.Lab.Dashboards;

/// <summary>
/// A stand-in for the CloudWatch dashboard on 127.0.0.1: the custom widgets of <c>infra/dashboard.json</c> in their places, the documented
/// context in each call of the function, <see cref="WidgetCleaning"/> on each reply, and the buttons of <c>cwdb-action</c>. It is made for nothing else.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const int MaxRequestBytes = 64 * 1024;
    private const string Script = "dashboard.js";

    private readonly AwsEndpoint _aws;
    private readonly WebApplication _server;

    private DashboardServer(AwsEndpoint aws)
    {
        _aws = aws;
        _server = LoopbackHost.Build(MaxRequestBytes);
        _server.Use(GuardAsync);
        _server.MapGet("/", context => SendAsync(context, "text/html; charset=utf-8", EmbeddedText.Read("Dashboards/dashboard.html")));
        _server.MapGet("/" + Script, context => SendAsync(context, "text/javascript; charset=utf-8", EmbeddedText.Read("Dashboards/" + Script)));
        _server.MapGet("/widgets", context => SendAsync(context, "application/json", Widgets().ToJsonString()));
        _server.MapPost("/invoke", InvokeAsync);
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public static async Task<DashboardServer> StartAsync(AwsEndpoint aws, CancellationToken cancellationToken)
    {
        var dashboard = new DashboardServer(aws);
        await dashboard._server.StartAsync(cancellationToken);
        dashboard.Url = new Uri(dashboard._server.Urls.Single());
        return dashboard;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    /// <summary>
    /// Another site that this browser has open must not press a button here: by another name for this address (DNS rebinding), or by a form.
    /// The page's own policy lets nothing run that a widget might bring along.
    /// </summary>
    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        bool isOurs = context.Request.Host.Value == Url.Authority
            && context.Request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || origin == Url.GetLeftPart(UriPartial.Authority))
            && (HttpMethods.IsGet(context.Request.Method) || context.Request.HasJsonContentType());
        if (!isOurs)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src {Url}{Script}; connect-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        context.Response.Headers.CacheControl = "no-store";
        await next(context);
    }

    /// <summary><c>{"endpoint": ARN, "event": {…}}</c> to <c>{"html": …, "removed": […]}</c>, or to <c>{"error": …}</c>.</summary>
    private async Task InvokeAsync(HttpContext context)
    {
        JsonObject answer;
        try
        {
            JsonNode? call = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            answer = (string?)call?["endpoint"] == _aws.FunctionArn && call!["event"] is JsonObject payload
                ? Shown(await _aws.Functions.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(payload), context.RequestAborted))
                : new JsonObject { ["error"] = "There is no such function here." };
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            answer = new JsonObject { ["error"] = problem.Message };
        }

        await SendAsync(context, "application/json", answer.ToJsonString());
    }

    private static JsonObject Shown(InvocationResult result)
    {
        if (result.IsError || JsonNode.Parse(result.PayloadText) is not JsonValue reply || reply.GetValueKind() != JsonValueKind.String)
        {
            return new JsonObject { ["error"] = result.PayloadText };
        }

        (string html, var removed) = WidgetCleaning.Clean(reply.GetValue<string>());
        return new JsonObject { ["html"] = html, ["removed"] = new JsonArray([.. removed.Select(what => (JsonNode)what)]) };
    }

    /// <summary>The custom widgets of the dashboard that is deployed.</summary>
    private JsonArray Widgets()
    {
        string body = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "infra", "dashboard.json")).Replace("${ResponderFunction.Arn}", _aws.FunctionArn, StringComparison.Ordinal)
            .Replace("${OldestIncidentAlarmSeconds}", 3600.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return [.. JsonNode.Parse(body)!["widgets"]!.AsArray().Where(widget => (string?)widget!["type"] == "custom").Select(widget => widget!.DeepClone())];
    }

    private static Task SendAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
