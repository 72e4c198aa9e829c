using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Doubles;

/// <summary>A plain incident to start from; tests change what they are about.</summary>
public static class SampleIncident
{
    public static DateTimeOffset Opening { get; } = new(2026, 8, 25, 20, 51, 54, TimeSpan.Zero);

    /// <summary>Version 1, its first inspection under way, on instance number <paramref name="number"/>, opened that many seconds after <see cref="Opening"/>.</summary>
    public static Incident Of(int number)
    {
        InstanceId instance = InstanceOf(number);
        return new Incident
        {
            Instance = instance,
            Id = IncidentId.Of(Opening, instance),
            Version = 1,
            Goal = new Goal.Recover(),
            State = new State.Inspecting(Command(CommandKind.Inspect)),
            Mode = ResponseMode.Remediate,
            Recovery = RecoveryKind.Reboot,
            OpenedAt = Opening.AddSeconds(number),
        };
    }

    public static InstanceId InstanceOf(int number) => InstanceId.Parse($"i-{number:x17}");

    /// <summary>A text as what it is to be.</summary>
    public static T As<T>(this string text)
        where T : struct, IText<T> => T.TryParse(text, out T value) ? value : throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    /// <summary>The same in a state of that phase.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="code">Why it stands there, where it stands.</param>
    /// <param name="text">The same in a sentence.</param>
    /// <param name="at">When it ended, or when its plan is no longer good.</param>
    public static Incident In(this Incident incident, IncidentPhase phase, string code = "", string text = "", DateTimeOffset? at = null) => incident with
    {
        Tried = phase == IncidentPhase.Remediating ? null : incident.Attempt,
        State = phase switch
        {
            IncidentPhase.Inspecting => new State.Inspecting(Command(CommandKind.Inspect)),
            IncidentPhase.AwaitingApproval => new State.AwaitingApproval(new Reason(code, Statement.Quoted(text)), at ?? incident.OpenedAt.AddHours(4)),
            IncidentPhase.Remediating => new State.Remediating(incident.Attempt ?? new Attempt(incident.OpenedAt, ["fleet"]), Command(CommandKind.Remediate), 0),
            _ => new State.Ended(Enum.Parse<Ending>(phase.ToString()), new Reason(code, Statement.Quoted(text)), at ?? incident.OpenedAt),
        },
    };

    /// <summary>The same with that to come to.</summary>
    public static Incident For(this Incident incident, IncidentGoal goal) => incident with
    {
        Goal = goal switch
        {
            IncidentGoal.Prevent => new Goal.Prevent(),
            IncidentGoal.Rollback => new Goal.Rollback(new AppliedChange(incident.Id, new string('a', 64).As<ConfigHash>(), Opening)),
            _ => new Goal.Recover(),
        },
    };

    /// <summary>The same with its newest inspection.</summary>
    public static Incident Seeing(this Incident incident, string text) => incident with { Seen = LookOf(text) };

    /// <summary>The same with a change that is over.</summary>
    public static Incident Having(this Incident incident, string? told, string? after = null) => incident with
    {
        Tried = (incident.Tried ?? new Attempt(incident.OpenedAt, [])) with { Told = told, After = after is null ? null : LookOf(after) },
    };

    /// <summary>The same, ended, with signals that came too soon after.</summary>
    public static Incident InspectingAgainAt(this Incident incident, DateTimeOffset at) => incident with { State = (State.Ended)incident.State with { InspectAgainAt = at } };

    public static Look LookOf(string text) => new Look(text, EvidenceReader.Read(text).Evidence?.TakenAt ?? Opening, Opening).Diagnosed();

    /// <summary>The same look, with what follows from it.</summary>
    public static Look Diagnosed(this Look look, RecoveryKind recovery = RecoveryKind.Reboot) =>
        look with { Diagnosis = look.Evidence is { } evidence ? Diagnoser.Diagnose(evidence, ImmutableArray<Signal>.Empty, recovery, RemedyStyle.ConfAvailable) : null };

    /// <summary>A diagnosis that asks for this.</summary>
    public static DiagnosisResult Asking(Plan plan) => LookOf(Recording.Load("removed-prefork-orphan").ToString()).Diagnosis! with { Plan = plan };

    private static PendingCommand Command(CommandKind kind) =>
        new(kind, "mr-1", new Dictionary<string, string> { ["ExpectedBootId"] = "b" }, Opening, Opening.AddMinutes(20), "c");
}
