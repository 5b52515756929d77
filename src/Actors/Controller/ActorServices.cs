using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Health;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Orchestration;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Controller;

/// <summary>The controller's registration with the host.</summary>
public static class ActorServices
{
    /// <summary>
    /// Adds the controller and the ports it implements. The host adds <see cref="IContainerEngine"/>, <see cref="IStore"/> (opened before
    /// the host starts), <see cref="IJournal"/> and <see cref="SpecDefaults"/>.
    /// </summary>
    public static IServiceCollection AddOrchestryActors(this IServiceCollection services, ControllerOptions options) => services
        .AddSingleton<ReadModel>()
        .AddSingleton<IReadModel>(provider => provider.GetRequiredService<ReadModel>())
        .AddSingleton<EngineHost>()
        .AddSingleton<IReplicaProbe>(provider => new ReplicaProbe(
            provider.GetRequiredService<IContainerEngine>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => Ports(provider, options))
        .AddSingleton<ControllerService>()
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<ControllerService>())
        .AddSingleton<IHostedService, ReadModelFilling>()
        .AddSingleton<LogReader>()
        .AddSingleton<IOrchestrator, Orchestrator>()
        .AddSingleton<ISystemProbe, SystemProbe>();

    private static ControllerPorts Ports(IServiceProvider provider, ControllerOptions options)
    {
        var engine = provider.GetRequiredService<IContainerEngine>();
        return new ControllerPorts
        {
            Options = options,
            Engine = engine,
            Store = provider.GetRequiredService<IStore>(),
            Journal = provider.GetRequiredService<IJournal>(),
            ReadModel = provider.GetRequiredService<ReadModel>(),
            Probe = provider.GetRequiredService<IReplicaProbe>(),
            Lanes = new EngineLanes(options.MaxConcurrentLaunches),
            Network = new ApplicationNetwork(engine, options.Network, options.Subnet, options.ClusterName),
            Host = provider.GetRequiredService<EngineHost>(),
            Clock = provider.GetRequiredService<TimeProvider>(),
            SpecDefaults = provider.GetRequiredService<SpecDefaults>(),
            Loggers = provider.GetRequiredService<ILoggerFactory>(),
            Jitter = Random.Shared.NextDouble,
        };
    }
}
