using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Clearing;
using MutexResponder.Detection;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Lambda.Routing;
using MutexResponder.Reconciling;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>The whole function over doubles of what lies outside it.</summary>
internal sealed class FunctionUnderTest : IDisposable
{
    public static readonly InstanceId Known = InstanceId.Parse("i-0abc1234def567890");

    private readonly LoggerFactory _loggers;
    private readonly ResponderFunction _function;

    public FunctionUnderTest(ListedStore? store = null, ClearanceRules? rules = null)
    {
        _loggers = new LoggerFactory([new JsonLoggerProvider(new JsonLogLine(new FunctionIdentity(null, null, null), new CurrentInvocation()), Captured.Output, Time)]);
        ClearanceRules optIn = rules ?? new ClearanceRules { OptInTagKey = "MutexResponder", OptInTagValue = "enabled" };
        MetricsWriter metrics = new(Captured.Output, Time);
        RouteJournal journal = new(metrics, _loggers.CreateLogger<RouteJournal>());
        ManualRoute manual = new(Instances, new SweepRoute(Instances, optIn, Reconcile, journal, Time), Incidents, Reconcile, journal, ReportLanguage.English, Time);
        _function = new ResponderFunction(
            new EventReader(new HashSet<string> { "stack-Inspect" }),
            new LogDeliveryRoute(_ => (Batch, BatchError), Instances, Instances, optIn, Reconcile, journal, Time),
            new CommandEndedRoute(Reconcile, journal),
            new TickRoute(store ?? new ListedStore(), Reconcile, new IncidentMetrics(metrics, "responder"), journal, Time),
            manual,
            new WidgetRoute(Incidents, manual, journal, ReportLanguage.English, approvalNeedsProof: false, Time),
            journal);
    }

    public CapturedOutput Captured { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 8, 25, 20, 51, 54, TimeSpan.Zero));

    public RecordingReconcile Reconcile { get; } = new();

    /// <summary>What pages and reports are read from.</summary>
    public InMemoryIncidentStore Incidents { get; } = new();

    public FixedInstances Instances { get; } = new(Known);

    public LogBatch? Batch { get; set; }

    public string? BatchError { get; set; }

    public static LogBatch BatchOf(string logStream, int signalCount = 1)
    {
        Signal signal = new("AH00144", SignalKind.Removed, 43, 911, DateTimeOffset.UnixEpoch, "AH00144: couldn't grab the accept mutex", SignalConfidence.High);
        return new LogBatch(false, "123456789012", "/apache/error", logStream, [.. Enumerable.Repeat(signal, signalCount)], 5, 0);
    }

    public Task<FunctionReply> DeliverLogsAsync(LogBatch batch)
    {
        Batch = batch;
        return InvokeAsync("""{"awslogs":{"data":"QUJD"}}""");
    }

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
