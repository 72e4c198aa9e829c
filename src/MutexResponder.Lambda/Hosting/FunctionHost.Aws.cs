// Compiled only with -p:LambdaHost=Aws, in place of FunctionHost.cs.
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using AWS.Lambda.Powertools.Logging;
using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Logging;
using MutexResponder.Lambda.Routing;

namespace MutexResponder.Lambda.Hosting;

/// <summary>The same function on AWS's own runtime client, serializer and Powertools logger.</summary>
public static class FunctionHost
{
    public static async Task<int> RunAsync(ComposeFunction compose, TimeProvider time)
    {
        using LineOutput output = new(Console.OpenStandardOutput());
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddPowertoolsLogger(options =>
        {
            options.Service = JsonLogLine.Service;
            options.LoggerOutputCase = LoggerOutputCase.SnakeCase;
        }));
        CurrentInvocation current = new();
        IHandleInvocations function = compose(new FunctionServices(loggers, output, time, current));
        bool isColdStart = true;

        async Task<FunctionReply> HandleAsync(Stream payload, ILambdaContext lambda)
        {
            InvocationContext context = new(
                lambda.AwsRequestId,
                lambda.InvokedFunctionArn,
                Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"),
                time.GetUtcNow() + lambda.RemainingTime,
                isColdStart);
            isColdStart = false;
            current.Context = context;
            AppendKeys(lambda, context);
            TimeSpan allowed = lambda.RemainingTime - TimeSpan.FromSeconds(2);
            using CancellationTokenSource deadline = new(allowed > TimeSpan.Zero ? allowed : TimeSpan.Zero, time);
            return await function.HandleAsync(payload, context, deadline.Token).ConfigureAwait(false);
        }

        Func<Stream, ILambdaContext, Task<FunctionReply>> handler = HandleAsync;
        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder
            .Create<FunctionReply>(handler, new SourceGeneratorLambdaJsonSerializer<ReplyJson>())
            .Build();
        await bootstrap.RunAsync().ConfigureAwait(false);
        return 0;
    }

    private static void AppendKeys(ILambdaContext lambda, InvocationContext context)
    {
        Logger.AppendKey("cold_start", context.IsColdStart);
        Logger.AppendKey("function_name", lambda.FunctionName);
        Logger.AppendKey("function_memory_size", lambda.MemoryLimitInMB);
        Logger.AppendKey("function_arn", lambda.InvokedFunctionArn);
        Logger.AppendKey("function_request_id", lambda.AwsRequestId);
        Logger.AppendKey("function_version", lambda.FunctionVersion);
        if (context.TraceId is not null)
        {
            Logger.AppendKey("xray_trace_id", context.TraceId);
        }
    }
}
