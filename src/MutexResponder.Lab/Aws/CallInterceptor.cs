namespace MutexResponder.Lab.Aws;

/// <summary>Picks the fault for each call, at most one. Called for every call, from several threads.</summary>
public delegate CallFault CallInterceptor(IncomingCall call);
