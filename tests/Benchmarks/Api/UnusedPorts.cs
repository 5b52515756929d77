using Microsoft.Extensions.DependencyInjection;
using Orchestry.Actors.Access;
using Orchestry.Actors.Documents;
using Orchestry.Core.Accounts;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Documents;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Sealing;
using Orchestry.Core.Settings;
using Orchestry.Core.Streams;
using Orchestry.Core.Tokens;
using Orchestry.Testing.Documents;
using Orchestry.Testing.Engine;

namespace Orchestry.Benchmarks.Api;

/// <summary>Stands in for the ports that a benchmark never touches; touching one fails the run.</summary>
internal sealed class UnusedPorts : IOrchestrator, IEventReader, IControllerConfig, ISystemProbe, ICluster, IStreams, IMetricHistory, INodeMetrics,
    ILeaderJournal
{
    /// <summary>Adds them all; those that are touched are added after.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var ports = new UnusedPorts();
        services.AddSingleton<IOrchestrator>(ports);
        services.AddSingleton<IEventReader>(ports);
        services.AddSingleton<IControllerConfig>(ports);
        services.AddSingleton<ISystemProbe>(ports);
        services.AddSingleton<ICluster>(ports);
        services.AddSingleton<IStreams>(ports);
        services.AddSingleton<IMetricHistory>(ports);
        services.AddSingleton<INodeMetrics>(ports);
        services.AddSingleton(SpecDefaults.Standard);
        services.AddSingleton(new OwnPaths([]));
        services.AddSingleton<IContainerEngine>(_ => new FakeContainerEngine(TimeProvider.System));
        services.AddSingleton<IDocuments>(new FakeDocuments());
        services.AddSingleton<ILeaderJournal>(ports);
        services.AddSingleton(_ => new MasterKey(new byte[MasterKey.Length]));
        services.AddOrchestryAccess(new FirstAccount(null), LoginLifetime.Standard);
        services.AddOrchestryResources();
    }

    IJournal? ILeaderJournal.Current => null;

    public ClusterView View => throw new NotSupportedException();

    public ControllerConfig Current => throw new NotSupportedException();

    public Task<Outcome<AppRegistered>> RegisterAsync(AppSpec spec, string document, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<AppDeployed>> DeployAsync(AppSpec spec, string document, DeployRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<RemovalBegun>> BeginRemovalAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<AppStarted>> StartAsync(AppName app, StartRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<AppStopped>> StopAsync(AppName app, StopRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<AppScaled>> ScaleAsync(AppName app, ScaleRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<AppRemoved>> RemoveAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<PolicyChanged>> SetPolicyAsync(AppName app, ScalingPolicyPatch patch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<HealthChecked>> CheckHealthAsync(AppName app, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<LogPage>> ReadLogsAsync(AppName app, LogsRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<EventPage> QueryEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<ControllerConfig>> UpdateAsync(ConfigPatch patch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<SystemHealth> CheckAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<Subscription>> SubscribeLogsAsync(AppName app, LogStreamRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<Subscription>> SubscribeMetricsAsync(AppName app, SeriesStreamRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<Subscription>> SubscribeEventsAsync(EventStreamRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task AppendAsync(IReadOnlyList<MetricSample> samples, long term, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<MetricSample>> ReadAsync(MetricQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<long> PruneAsync(DateTimeOffset samplesBefore, DateTimeOffset rollupsBefore, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public NodePicture Read() => throw new NotSupportedException();
}
