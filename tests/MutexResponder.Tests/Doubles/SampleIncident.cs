using MutexResponder.Incidents;

namespace MutexResponder.Tests.Doubles;

/// <summary>A plain incident to start from; tests change what they are about with <c>with</c>.</summary>
public static class SampleIncident
{
    public static DateTimeOffset Opening { get; } = new(2026, 8, 25, 20, 51, 54, TimeSpan.Zero);

    /// <summary>Version 1, phase Inspecting, on instance number <paramref name="number"/>, opened that many seconds after <see cref="Opening"/>.</summary>
    public static Incident Of(int number)
    {
        InstanceId instance = InstanceOf(number);
        return new Incident
        {
            Instance = instance,
            Id = $"mr-20260825T205154Z-{instance}",
            Version = 1,
            Phase = IncidentPhase.Inspecting,
            Mode = ResponseMode.Remediate,
            Recovery = RecoveryKind.Reboot,
            OpenedAt = Opening.AddSeconds(number),
        };
    }

    public static InstanceId InstanceOf(int number) => InstanceId.Parse($"i-{number:x17}");
}
