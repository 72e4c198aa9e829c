using MutexResponder.Lambda.Invocations;

namespace MutexResponder.Lambda.Hosting;

/// <summary>An invocation as the Runtime API handed it out.</summary>
/// <param name="Context">Its headers.</param>
/// <param name="Response">The open response; disposing gives its connection back.</param>
public sealed record NextInvocation(InvocationContext Context, HttpResponseMessage Response) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
