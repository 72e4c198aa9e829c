using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MutexResponder.Clearing;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Hosting;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Lambda.Routing;
using MutexResponder.Lambda.Settings;
using MutexResponder.Lambda.Store;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda;

/// <summary>Puts the function together. Nothing here calls AWS: clients are made by the first call that needs them.</summary>
public static class Composition
{
    /// <exception cref="FunctionErrorException">The settings do not allow it to start.</exception>
    public static IHandleInvocations Create(FunctionServices services)
    {
        FunctionSettings settings = SettingsReader.Read(Environment.GetEnvironmentVariable);
        AwsClients clients = new();
        SsmCommands commands = new(clients, settings.Documents);
        Ec2Instances ec2 = new(clients);
        (IIncidentStore store, IListIncidents listed) = CreateStore(settings, clients, services.Time);
        MetricsWriter metrics = new(services.Output, services.Time);
        string name = FunctionIdentity.FromEnvironment(Environment.GetEnvironmentVariable).Name ?? "unknown";
        IncidentMetrics incidents = new(metrics, name);
        AwsPlace? Place() => AwsPlace.TryParseArn(services.Current.Context?.FunctionArn, out AwsPlace? place) ? place : null;
        ITellPeople people = CreateMessages(settings, clients, services, Place);
        IReconcile reconciler = new Reconciler(
            store,
            new RecentRecords(),
            commands,
            commands,
            new EverybodysClearance(new InstanceClearance(ec2, settings.Clearance), Objectors(settings, clients), services.Time),
            new OpsCenterRecord(clients, settings.OpsCenter with { Language = settings.Language }, Place),
            people,
            incidents,
            new Ec2Reboots(clients),
            new ConflictPause(NextChance, (pause, cancellationToken) => Task.Delay(pause, services.Time, cancellationToken)),
            settings.Policy,
            services.Time,
            services.Loggers.CreateLogger<Reconciler>());

        FleetSweep fleet = new(
            settings.TableName is { } table ? new DynamoDbFleetStore(clients.DynamoDb, table, services.Loggers.CreateLogger<DynamoDbFleetStore>()) : new InMemoryFleetStore(),
            ec2,
            ec2,
            commands,
            commands,
            reconciler,
            new OpsCenterFleetRecord(clients, settings.OpsCenter with { Language = settings.Language }, new FleetMetrics(metrics, name), settings.Policy.Prevention, services.Time),
            settings.Clearance,
            new FleetSchedule(settings.SweepPeriod),
            settings.Policy,
            services.Time,
            services.Loggers.CreateLogger<FleetSweep>());
        RouteJournal journal = new(metrics, services.Loggers.CreateLogger<RouteJournal>());
        IReconcile reconcile = new NotedEnds(reconciler, fleet);
        ManualRoute manual = new(
            ec2, new FleetRoute(fleet, journal, settings.Language, services.Time), listed, reconcile, journal, settings.Language, services.Time);
        return new ResponderFunction(
            new EventReader(settings.DocumentNames),
            new LogDeliveryRoute(new Admissions(ec2, ec2, ec2, settings.Clearance, journal, services.Time), reconcile, journal),
            new CommandEndedRoute(reconcile, fleet, journal),
            new TickRoute(store, reconcile, people, incidents, fleet, journal, services.Time),
            manual,
            new WidgetRoute(listed, fleet, manual, journal, settings.Language, settings.Policy, services.Time),
            journal);
    }

    private static ImmutableArray<IObjectToChanges> Objectors(FunctionSettings settings, AwsClients clients) =>
    [
        .. settings.KillSwitchParameter is { } parameter ? [new KillSwitch(clients, parameter)] : Array.Empty<IObjectToChanges>(),
        .. settings.Calendars.IsEmpty ? Array.Empty<IObjectToChanges>() : [new ChangeCalendars(clients, settings.Calendars)],
    ];

    private static (IIncidentStore Store, IListIncidents List) CreateStore(FunctionSettings settings, AwsClients clients, TimeProvider time)
    {
        if (settings.TableName is { } table)
        {
            return (new DynamoDbIncidentStore(clients.DynamoDb, table, settings.Retention, time, NewWriteId), new DynamoDbIncidentList(clients.DynamoDb, table));
        }

        var memory = new InMemoryIncidentStore();
        return (memory, memory);
    }

    private static ITellPeople CreateMessages(FunctionSettings settings, AwsClients clients, FunctionServices services, Func<AwsPlace?> place)
    {
        Uri? sns = AwsClients.EndpointOf("SNS", Environment.GetEnvironmentVariable);
        IPublishMessages[] topics =
        [
            .. new[] { (Arn: settings.TopicArn, IsChat: false), (Arn: settings.ChatTopicArn, IsChat: true) }.Where(topic => topic.Arn is not null)
                .Select(topic => new SnsTopic(topic.Arn!, topic.IsChat, sns, clients.CredentialsAsync, () => clients.Http, services.Time)),
        ];
        string name = FunctionIdentity.FromEnvironment(Environment.GetEnvironmentVariable).Name ?? "mutex-responder";
        return topics.Length == 0
            ? new NobodyTold()
            : new PeopleTold(
                topics,
                settings.TableName is { } table ? new DynamoDbMessageCounts(clients.DynamoDb, table, services.Time) : new InMemoryMessageCounts(),
                new MessageSource(
                    name, settings.Language, () => settings.OpsCenter.Dashboard is { } dashboard ? place()?.DashboardAddress(dashboard) : null, instance => place()?.InstanceArn(instance)),
                services.Time,
                services.Loggers.CreateLogger<PeopleTold>());
    }

#pragma warning disable RS0030 // The composition root is where randomness comes from.
    private static Guid NewWriteId() => Guid.NewGuid();

    private static double NextChance() => Random.Shared.NextDouble();
#pragma warning restore RS0030
}
