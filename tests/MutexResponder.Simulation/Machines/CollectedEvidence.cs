namespace MutexResponder.Simulation.Machines;

/// <summary>How things truly were when an evidence text was taken.</summary>
/// <param name="At">Virtual time.</param>
/// <param name="BootId">The machine's boot.</param>
/// <param name="SiteAnswered">Every port gave an answer.</param>
/// <param name="RanImmune">The running server's mutexes cannot be removed by others.</param>
/// <param name="IsRemoved">Semaphores were really removed, and Apache had not started since.</param>
internal sealed record CollectedEvidence(TimeSpan At, string BootId, bool SiteAnswered, bool RanImmune, bool IsRemoved);
