using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Health;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Settings;

namespace Orchestry.Benchmarks.Api;

/// <summary>Stands in for the ports that reads of applications never touch; touching one fails the run.</summary>
internal sealed class UnusedPorts : IOrchestrator, IEventReader, IControllerConfig, ISystemProbe, ICluster
{
    public ClusterView View => throw new NotSupportedException();

    public ControllerConfig Current => throw new NotSupportedException();

    public Task<Outcome<AppRegistered>> RegisterAsync(AppSpec spec, string document, CancellationToken cancellationToken) =>
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
}
