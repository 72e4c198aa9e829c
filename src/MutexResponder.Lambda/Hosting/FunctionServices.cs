using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;

namespace MutexResponder.Lambda.Hosting;

/// <summary>What a host gives the function. <paramref name="Current"/> is set by the host before each invocation.</summary>
public sealed record FunctionServices(ILoggerFactory Loggers, LineOutput Output, TimeProvider Time, CurrentInvocation Current);
