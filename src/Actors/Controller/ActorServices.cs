using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Documents;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Health;
using Orchestry.Actors.Ingress;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Metrics;
using Orchestry.Actors.Orchestration;
using Orchestry.Actors.Streams;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Documents;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Sealing;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Controller;

/// <summary>The controller's registration with the host.</summary>
public static class ActorServices
{
    /// <summary>
    /// Adds the controller and the ports it implements. The host adds <see cref="IContainerEngine"/>, <see cref="IStore"/> (opened before
    /// the host starts), <see cref="IJournalFactory"/>, <see cref="ILeaderLease"/>, <see cref="IMembership"/>, <see cref="SpecDefaults"/>,
    /// <see cref="IIngress"/>, <see cref="IngressDomain"/>, <see cref="ITrafficBoard"/>, <see cref="IUsageReader"/>, <see cref="IMetricHistory"/>,
    /// <see cref="MasterKey"/> and, where nodes share a database, <see cref="IReadingBoard"/>; and any <see cref="IRehearsal"/> and
    /// <see cref="IOfficeDuty"/>.
    /// </summary>
    public static IServiceCollection AddOrchestryActors(
        this IServiceCollection services, ControllerOptions options, ClusterIdentity identity) => services
        .AddSingleton(identity)
        .AddSingleton<ReadModel>()
        .AddSingleton<IReadModel>(provider => provider.GetRequiredService<ReadModel>())
        .AddSingleton<ReadModelProjection>()
        .AddSingleton<EngineHost>()
        .AddSingleton<IReplicaProbe>(provider => new ReplicaProbe(
            provider.GetRequiredService<IContainerEngine>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<Seat>()
        .AddSingleton<ILeaderJournal>(provider => provider.GetRequiredService<Seat>())
        .AddSingleton<DocumentService>()
        .AddSingleton<IDocuments>(provider => provider.GetRequiredService<DocumentService>())
        .AddOrchestryResources()
        .AddSingleton<ClusterState>()
        .AddSingleton<ICluster>(provider => provider.GetRequiredService<ClusterState>())
        .AddSingleton<MembershipLoop>()
        .AddSingleton(provider => new JournalFollower(
            provider.GetRequiredService<IStore>(),
            provider.GetService<IReadingBoard>(),
            provider.GetRequiredService<ReadModelProjection>(),
            provider.GetRequiredService<DocumentService>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<JournalFollower>>()))
        .AddSingleton<Func<IJournal, IOffice, ControllerPorts>>(provider => (journal, office) => Ports(provider, options, journal, office))
        .AddSingleton<Rehearsal>()
        .AddSingleton<Func<CancellationToken, Task<bool>>>(provider => provider.GetRequiredService<Rehearsal>().RunAsync)
        .AddSingleton<OfficeDuties>()
        .AddSingleton<Leadership>()
        .AddSingleton<TrafficTotals>()
        .AddSingleton<IngressLoop>()
        .AddSingleton<IRouteWatch>(provider => provider.GetRequiredService<IngressLoop>())
        .AddSingleton<IDrainWatch, DrainWatch>()
        .AddSingleton<IHostedService, ClusterService>()
        .AddSingleton<IHostedService, IngressService>()
        .AddSingleton(provider => new NodeMetrics(
            provider.GetRequiredService<ReadModel>(),
            provider.GetRequiredService<ICluster>(),
            provider.GetRequiredService<IIngress>(),
            provider.GetRequiredService<ITrafficBoard>(),
            provider.GetRequiredService<IUsageReader>(),
            options,
            identity,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NodeMetrics>>()))
        .AddSingleton<INodeMetrics>(provider => provider.GetRequiredService<NodeMetrics>())
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<NodeMetrics>())
        .AddSingleton<LogReader>()
        .AddSingleton<IStreams>(provider => new StreamService(
            provider.GetRequiredService<ReadModel>(),
            provider.GetRequiredService<IContainerEngine>(),
            provider.GetRequiredService<IStore>(),
            provider.GetRequiredService<IMetricHistory>(),
            new StreamOptions(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StreamService>>()))
        .AddSingleton<IOrchestrator, Orchestrator>()
        .AddSingleton<ISystemProbe, SystemProbe>();

    private static ControllerPorts Ports(IServiceProvider provider, ControllerOptions options, IJournal journal, IOffice office)
    {
        var engine = new LeadersEngine(provider.GetRequiredService<IContainerEngine>(), office);
        return new ControllerPorts
        {
            Options = options,
            Engine = engine,
            Store = provider.GetRequiredService<IStore>(),
            Journal = journal,
            Readings = provider.GetService<IReadingBoard>(),
            Traffic = provider.GetRequiredService<ITrafficBoard>(),
            Totals = provider.GetRequiredService<TrafficTotals>(),
            Drains = provider.GetRequiredService<IDrainWatch>(),
            Usage = provider.GetRequiredService<IUsageReader>(),
            Metrics = provider.GetRequiredService<IMetricHistory>(),
            ReadModel = provider.GetRequiredService<ReadModel>(),
            Probe = provider.GetRequiredService<IReplicaProbe>(),
            Lanes = new EngineLanes(options.MaxConcurrentLaunches),
            Networks = new ApplicationNetworks(engine, options),
            Documents = provider.GetRequiredService<IDocuments>(),
            Key = provider.GetRequiredService<MasterKey>(),
            Host = provider.GetRequiredService<EngineHost>(),
            Clock = provider.GetRequiredService<TimeProvider>(),
            SpecDefaults = provider.GetRequiredService<SpecDefaults>(),
            Loggers = provider.GetRequiredService<ILoggerFactory>(),
            Jitter = Random.Shared.NextDouble,
        };
    }
}
