using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>An HTTP server on 127.0.0.1 that answers as the test tells it and keeps what it was asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application)
    {
        _application = application;
        Url = application.Urls.Single();
    }

    /// <summary>Such as <c>http://127.0.0.1:40123</c>; stays readable after the server has gone.</summary>
    public string Url { get; }

    public string Address => new Uri(Url).Authority;

    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.Run(context => answer(context));
        await application.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return new LoopbackServer(application);
    }

    public static async Task<string> ReadBodyAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
