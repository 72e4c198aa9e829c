using System.Collections.Immutable;
using System.Reflection;
using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Deciding;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Sections;
using MutexResponder.Requests;
using MutexResponder.Verification;
using MutexResponder.Widgets;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Wording;

/// <summary>The closed set of what the code can say, from its types: static members that make a statement, and enums that are shown.</summary>
internal static class WhatIsSaid
{
    private const BindingFlags AllStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly Core = typeof(Statement).Assembly;

    private static readonly Type[] All = [.. Core.GetTypes(), typeof(Replied)];

    /// <summary>One of each, its places filled in with samples.</summary>
    public static ImmutableArray<Statement> Statements { get; } =
    [
        .. Made<Statement>(All)
            .Concat(Made<Reason>(All).Select(reason => reason.Told))
            .Concat(Diagnoser.Differential.Select(cause => cause.Name))
            .Concat(Refusal.All.Select(refusal => refusal.Told))
            .Where(statement => !statement.Code.EndsWith(".title", StringComparison.Ordinal))
            .DistinctBy(statement => statement.Code),
    ];

    /// <summary>The codes under which an incident can stand or end.</summary>
    public static ImmutableArray<string> ReasonCodes { get; } =
    [
        .. Made<Reason>(Core.GetTypes().Where(type => type != typeof(Refused))).Select(reason => reason.Code)
            .Concat(Refusal.All.Select(refusal => refusal.Code)).Append(Refusal.UnknownCode)

            // What an outlook does not know.
            .Concat(["logout-policy-unknown", "mutexes-unknown"]).Distinct(),
    ];

    /// <summary>Those of them that the diagnosis of a machine gives.</summary>
    public static ImmutableArray<string> CauseCodes { get; } = [.. Made<Reason>(Core.GetTypes().Where(type => type.Namespace == typeof(SiteHealthy).Namespace)).Select(reason => reason.Code)];

    public static ImmutableArray<string> EnumKeys { get; } =
    [
        .. KeysOf<Label>(), .. KeysOf<IncidentPhase>(), .. KeysOf<ResponseMode>(), .. KeysOf<RecoveryKind>(), .. KeysOf<CommandKind>(),
        .. KeysOf<ConditionKind>(), .. KeysOf<CheckKind>(), .. KeysOf<Stage>(), .. KeysOf<TimeUnknown>(), .. KeysOf<RowFate>(),
        .. KeysOf<WidgetLabel>(), .. KeysOf<PlanChange>(), .. KeysOf<RiskKind>(),
    ];

    /// <summary>Words by which a text can differ: what an incident is to come to, how Apache gets back, how the site and the change stand.</summary>
    public static ImmutableArray<string> Variants { get; } =
        [.. new[] { KeysOf<IncidentGoal>(), KeysOf<RecoveryKind>(), KeysOf<SiteState>(), KeysOf<ChangeState>(), KeysOf<IncidentPhase>(), KeysOf<ManualAction>() }.SelectMany(keys => keys).Select(key => key.Split('.')[1]).Distinct()];

    /// <summary>The parts that the words of a reason can have.</summary>
    public static IEnumerable<string> ReasonParts => ReasonCodes.SelectMany(code => new[] { "title", "meaning", "next" }.Select(part => $"{code}.{part}"));

    /// <summary>What the static members make; one with a name that may be missing makes two.</summary>
    private static IEnumerable<T> Made<T>(IEnumerable<Type> types) => types
        .SelectMany(type => type.GetMethods(AllStatic))
        .Where(method => method.ReturnType == typeof(T) && !method.Name.StartsWith('<') && !method.IsGenericMethod && method.GetParameters().All(parameter => Sample(parameter.ParameterType) is not null))
        .SelectMany(method => new[] { false, true }.Where(lacks => !lacks || method.GetParameters().Any(MayLack)).Select(lacks =>
            (T)method.Invoke(null, [.. method.GetParameters().Select(parameter => lacks && MayLack(parameter) ? null : Sample(parameter.ParameterType))])!));

    private static bool MayLack(ParameterInfo parameter) => new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static object? Sample(Type type) => type switch
    {
        _ when type == typeof(string) => "x",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 2,
        _ when type == typeof(long) => 2L,
        _ when type == typeof(TimeSpan) => TimeSpan.FromMinutes(2),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
        _ when type == typeof(Statement) => Statement.Quoted("x"),
        _ when type == typeof(ImmutableArray<Statement>) => ImmutableArray.Create(Statement.Quoted("x")),
        _ => null,
    };

    private static IEnumerable<string> KeysOf<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Words.KeyOf);
}
