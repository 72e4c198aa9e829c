using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;

namespace MutexResponder.Lambda.Hosting;

/// <summary>
/// Starts the function and lets a <see cref="RuntimeLoop"/> serve it. There are two loops, of which a build has one: the project's own on
/// the Runtime API, and with <c>-p:LambdaHost=Aws</c> that of AWS's runtime client. All that can be seen from outside is the same.
/// </summary>
public static class FunctionHost
{
    /// <param name="compose">Makes the function; what it throws is reported as an init error.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The process's exit status.</returns>
    public static async Task<int> RunAsync(ComposeFunction compose, TimeProvider time)
    {
        using LineOutput output = new(Console.OpenStandardOutput());
        CurrentInvocation current = new();
        FunctionIdentity identity = FunctionIdentity.FromEnvironment(Environment.GetEnvironmentVariable);
        // Not LoggerFactory.Create: it builds a whole service container for this one provider, an eighth of the start.
        using LoggerFactory loggers = new([new JsonLoggerProvider(new JsonLogLine(identity, current), output, time)]);

        string? address = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API");
        if (string.IsNullOrEmpty(address))
        {
            await Console.Error.WriteLineAsync("AWS_LAMBDA_RUNTIME_API is not set: this program is started by AWS Lambda, or by the lab.").ConfigureAwait(false);
            return 2;
        }

        using CancellationTokenSource stop = new();
        // Lambda sends SIGTERM to a process with extensions; ending by oneself keeps the exit status at 0.
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        using RuntimeApiClient api = new(address, time);
        IHandleInvocations function;
        try
        {
            function = compose(new FunctionServices(loggers, output, time, current));
        }
        catch (Exception e)
        {
            return await FailInitAsync(api, e).ConfigureAwait(false);
        }

        return await new RuntimeLoop(api, new BoundedHandler(function, time), current, time, loggers.CreateLogger<RuntimeLoop>()).RunAsync(stop.Token).ConfigureAwait(false);
    }

    private static async Task<int> FailInitAsync(RuntimeApiClient api, Exception exception)
    {
        await Console.Error.WriteLineAsync($"The function cannot start: {exception.Message}").ConfigureAwait(false);
        try
        {
            await api.FailInitAsync(exception).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"The Runtime API could not be told: {e.Message}").ConfigureAwait(false);
        }

        return 1;
    }
}
