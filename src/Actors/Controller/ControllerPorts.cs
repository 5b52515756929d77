using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Health;
using Orchestry.Actors.Ingress;
using Orchestry.Core.Apps;
using Orchestry.Core.Documents;
using Orchestry.Core.Engine;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;
using Orchestry.Core.Sealing;

namespace Orchestry.Actors.Controller;

/// <summary>What the controller's actors stand on: handed down from parent to child, so that no actor looks anything up.</summary>
internal sealed record ControllerPorts
{
    public required ControllerOptions Options { get; init; }

    public required IContainerEngine Engine { get; init; }

    public required IStore Store { get; init; }

    public required IJournal Journal { get; init; }

    /// <summary>Where the probes' figures are shared with the other nodes; null: there are none.</summary>
    public IReadingBoard? Readings { get; init; }

    /// <summary>Where the nodes tell each other what their ingresses do.</summary>
    public required ITrafficBoard Traffic { get; init; }

    public required TrafficTotals Totals { get; init; }

    public required IDrainWatch Drains { get; init; }

    /// <summary>Reads what containers use.</summary>
    public required IUsageReader Usage { get; init; }

    /// <summary>Where the samples of the past are kept.</summary>
    public required IMetricHistory Metrics { get; init; }

    public required ReadModel ReadModel { get; init; }

    public required IReplicaProbe Probe { get; init; }

    public required EngineLanes Lanes { get; init; }

    public required ApplicationNetworks Networks { get; init; }

    /// <summary>Configs, secrets and namespaces.</summary>
    public required IDocuments Documents { get; init; }

    /// <summary>Opens what is sealed.</summary>
    public required MasterKey Key { get; init; }

    public required EngineHost Host { get; init; }

    public required TimeProvider Clock { get; init; }

    public required SpecDefaults SpecDefaults { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Numbers from 0 to 1 that spread back-offs.</summary>
    public required Func<double> Jitter { get; init; }

    public DateTimeOffset Now => Clock.GetUtcNow();
}
