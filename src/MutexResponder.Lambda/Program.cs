using MutexResponder.Lambda;
using MutexResponder.Lambda.Hosting;

#pragma warning disable RS0030 // This is the composition root: the one place that names the system clock.
return await FunctionHost.RunAsync(Composition.Create, TimeProvider.System).ConfigureAwait(false);
#pragma warning restore RS0030
