using MutexResponder.Lambda.Invocations;

namespace MutexResponder.Lambda.Hosting;

/// <summary>Makes the function from what the host gives.</summary>
/// <exception cref="FunctionErrorException">The settings do not allow it to start.</exception>
public delegate IHandleInvocations ComposeFunction(FunctionServices services);
