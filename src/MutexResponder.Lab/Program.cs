using MutexResponder.Incidents;
using MutexResponder.Lab.Display;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;

await ApachePackage.EnsureInstalledAsync(null, CancellationToken.None);
await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(new RehearsalOptions { Recovery = args.Contains("restart") ? RecoveryKind.Restart : RecoveryKind.Reboot }, new PlainView(Console.Out, true), CancellationToken.None);
RehearsalResult result = await rehearsal.RunAsync(CancellationToken.None);
Console.WriteLine(result.Instances[0]);
Console.WriteLine(result.Calls.Length);
return result.Succeeded ? 0 : 1;
