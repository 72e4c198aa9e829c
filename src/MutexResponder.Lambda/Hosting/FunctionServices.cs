using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;

namespace MutexResponder.Lambda.Hosting;

/// <summary>What a host gives the function. <paramref name="Current"/> is set by the host before each invocation.</summary>
public sealed record FunctionServices(ILoggerFactory Loggers, LineOutput Output, TimeProvider Time, CurrentInvocation Current);

/// <summary>Makes the function from what the host gives.</summary>
/// <exception cref="FunctionErrorException">The settings do not allow it to start.</exception>
public delegate IHandleInvocations ComposeFunction(FunctionServices services);
