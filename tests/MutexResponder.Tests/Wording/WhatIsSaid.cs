using System.Collections.Immutable;
using System.Reflection;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Sections;
using MutexResponder.Requests;
using MutexResponder.Verification;
using MutexResponder.Widgets;
using MutexResponder.Wording;
using Reason = MutexResponder.Wording.Reason;

namespace MutexResponder.Tests.Wording;

/// <summary>The closed set of what the code can say, from its types: static members that make a statement, and enums that are shown.</summary>
internal static class WhatIsSaid
{
    private const BindingFlags AllStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly Core = typeof(Statement).Assembly;

    /// <summary>One of each, its places filled in with samples.</summary>
    public static ImmutableArray<Statement> Statements { get; } =
    [
        .. Members(typeof(Statement)).Select(member => (Statement)Make(member))
            .Concat(Reasons.Select(reason => reason.Told))
            .Concat(Diagnoser.Differential.Select(cause => cause.Name))
            .DistinctBy(statement => statement.Code),
    ];

    /// <summary>One of each reason, with each thing that can be told of it.</summary>
    public static IEnumerable<Reason> Reasons => Members(typeof(Reason)).Select(member => (Reason)Make(member));

    public static ImmutableArray<string> EnumKeys { get; } =
    [
        .. KeysOf<Label>(), .. KeysOf<IncidentPhase>(), .. KeysOf<ResponseMode>(), .. KeysOf<RecoveryKind>(), .. KeysOf<CommandKind>(),
        .. KeysOf<ConditionKind>(), .. KeysOf<CheckKind>(), .. KeysOf<Stage>(), .. KeysOf<TimeUnknown>(), .. KeysOf<RowFate>(),
        .. KeysOf<WidgetLabel>(), .. KeysOf<PlanChange>(), .. KeysOf<RiskKind>(),
    ];

    /// <summary>Words by which a text can differ: what an incident is to come to, how Apache gets back, how the site and the change stand.</summary>
    public static ImmutableArray<string> Variants { get; } =
        [.. new[] { KeysOf<IncidentGoal>(), KeysOf<RecoveryKind>(), KeysOf<SiteState>(), KeysOf<ChangeState>(), KeysOf<IncidentPhase>(), KeysOf<ManualAction>() }.SelectMany(keys => keys).Select(key => key.Split('.')[1]).Distinct()];

    /// <summary>The parts of each reason: every title names one.</summary>
    public static ImmutableArray<string> ReasonParts { get; } =
    [
        .. ReportLanguage.English.Words.Texts.Keys.Where(key => key.EndsWith(".title", StringComparison.Ordinal)).Select(key => key[..^".title".Length])
            .SelectMany(code => new[] { "title", "meaning", "next" }.Select(part => $"{code}.{part}")),
    ];

    private static IEnumerable<MethodInfo> Members(Type made) => Core.GetTypes()
        .SelectMany(type => type.GetMethods(AllStatic))
        .Where(method => method.ReturnType == made && !method.Name.StartsWith('<') && !method.IsGenericMethod && method.GetParameters().All(parameter => HasSample(parameter.ParameterType)));

    private static object Make(MethodInfo method) =>
        method.Invoke(null, [.. method.GetParameters().Select(parameter => Sample(parameter.ParameterType))])!;

    private static bool HasSample(Type type) => Sample(type) is not null;

    private static object? Sample(Type type) => type switch
    {
        _ when type == typeof(string) => "x",
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
