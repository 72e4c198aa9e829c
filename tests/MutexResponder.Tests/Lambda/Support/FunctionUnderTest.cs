using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Clearing;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Lambda.Routing;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>The whole function over doubles of what lies outside it.</summary>
internal sealed class FunctionUnderTest : IDisposable
{
    public static readonly InstanceId Known = InstanceId.Parse("i-0abc1234def567890");

    private readonly LoggerFactory _loggers;
    private readonly ResponderFunction _function;

    public FunctionUnderTest(
        ListedStore? store = null, ClearanceRules? rules = null, SimulatedFleet? fleet = null, ReportLanguage? language = null, ITellPeople? people = null, IListIncidents? listed = null)
    {
        language ??= ReportLanguage.English;
        Fleet = fleet ?? new(0) { Prevention = MutexResponder.Incidents.PreventionMode.Off };
        listed ??= Incidents;
        _loggers = new LoggerFactory([new JsonLoggerProvider(new JsonLogLine(new FunctionIdentity(null, null, null), new CurrentInvocation()), Captured.Output, Time)]);
        ClearanceRules optIn = rules ?? new ClearanceRules { OptInTagKey = "MutexResponder", OptInTagValue = "enabled" };
        MetricsWriter metrics = new(Captured.Output, Time);
        RouteJournal journal = new(metrics, _loggers.CreateLogger<RouteJournal>());
        ManualRoute manual = new(Instances, new FleetRoute(Fleet.Sweep, journal, language, Time), listed, Reconcile, journal, language, Time);
        _function = new ResponderFunction(
            new EventReader(new HashSet<string> { "stack-Inspect" }),
            new LogDeliveryRoute(new Admissions(Instances, Instances, Instances, optIn, journal, Time), Reconcile, journal),
            new CommandEndedRoute(Reconcile, Fleet.Sweep, journal),
            new TickRoute(store ?? new ListedStore(), Reconcile, people ?? new NobodyTold(), new IncidentMetrics(metrics, "responder"), Fleet.Sweep, journal, Time),
            manual,
            new WidgetRoute(listed, Fleet.Sweep, manual, journal, language, Fleet.Policy, Time),
            journal);
    }

    public CapturedOutput Captured { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 8, 25, 20, 51, 54, TimeSpan.Zero));

    public RecordingReconcile Reconcile { get; } = new();

    /// <summary>Nobody looks before there is an outage, unless a test says otherwise.</summary>
    public SimulatedFleet Fleet { get; }

    /// <summary>What pages and reports are read from.</summary>
    public InMemoryIncidentStore Incidents { get; } = new();

    public FixedInstances Instances { get; } = new(Known);

    /// <summary>CloudWatch Logs delivers five lines, so many of which say that the accept mutex was removed.</summary>
    public Task<FunctionReply> DeliverLogsAsync(string logStream, int signalCount = 1) => InvokeAsync(Encoding.UTF8.GetString(EventShapes.LogBatch(
        logStream,
        Enumerable.Range(0, 5).Select(number => (
            Time.GetUtcNow(),
            number < signalCount
                ? $"[Tue Aug 25 20:51:54.21523{number} 2026] [mpm_prefork:emerg] [pid 91{number}:tid 91{number}] (43)Identifier removed: AH00144: couldn't grab the accept mutex"
                : $"[Tue Aug 25 20:51:54.21523{number} 2026] [core:notice] [pid 1:tid 1] AH00094: Command line: '/usr/sbin/apache2'")))));

    /// <summary>The ARN by which it is invoked.</summary>
    public string FunctionArn { get; set; } = "arn:aws:lambda:eu-west-1:123456789012:function:responder";

    public Task<FunctionReply> InvokeAsync(string payload, CancellationToken? cancellationToken = null) =>
        _function.HandleAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(payload)),
            new InvocationContext("req", FunctionArn, null, Time.GetUtcNow().AddMinutes(1), IsColdStart: false),
            cancellationToken ?? Xunit.TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _loggers.Dispose();
        Captured.Dispose();
    }
}
