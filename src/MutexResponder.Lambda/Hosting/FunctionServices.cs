using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Logging;

namespace MutexResponder.Lambda.Hosting;

/// <summary>What a host gives the function.</summary>
public sealed record FunctionServices(ILoggerFactory Loggers, LineOutput Output, TimeProvider Time);
