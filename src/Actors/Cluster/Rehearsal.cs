using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Ingress;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Orchestration;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Cluster;

/// <summary>
/// A whole term of office on a stage, before the first real one: the lease is taken and given back, actors begin, applications are registered and
/// removed, the actors stop. Nothing of it is written, changes anything on the engine or is seen by a client. A successor without it spends
/// most of its way into office on compiling what it runs for the first time.
/// </summary>
internal sealed class Rehearsal(
    ILeaderLease lease,
    IJournalFactory journals,
    Func<IJournal, IOffice, ControllerPorts> ports,
    LogReader logs,
    IEnumerable<IRehearsal> scenes,
    TimeProvider clock,
    ILogger<Rehearsal> log)
{
    // Whoever waits for it serves without it then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Not a name that a cluster can have, so nothing on the engine answers to it.
    private const string NobodysCluster = "/stage";

    /// <summary>Plays once. Answers whether it came to its end. A play that fails costs the next successor time, and nobody anything else.</summary>
    public async Task<bool> RunAsync(CancellationToken untilElected)
    {
        using var late = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, untilElected);
        try
        {
            await lease.RehearseAsync(either.Token);
            await using var journal = journals.Rehearse();
            var onStage = OnStage(ports(journal, new StageOffice(journal.Term)));
            await using var term = new ControllerTerm(onStage, new StoreSnapshot(0, []));
            var stage = new Orchestrator(new Seat { Term = term }, logs, onStage.ReadModel, new StageRoutes());
            foreach (var scene in scenes)
            {
                await scene.PlayAsync(stage, either.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (untilElected.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error) // whatever it is: what failed is a play
        {
            log.RehearsalFailed(error.Message);
            return true;
        }
    }

    /// <summary>Everything that the rest of the program could see the play by is replaced.</summary>
    private static ControllerPorts OnStage(ControllerPorts ports) => ports with
    {
        Options = ports.Options with { ClusterName = NobodysCluster },
        ReadModel = new ReadModel(),
        Totals = new TrafficTotals(),
        Readings = null,
        Host = new EngineHost(),
        Loggers = NullLoggerFactory.Instance,
    };

    /// <summary>No request ever comes to the stage.</summary>
    private sealed class StageRoutes : IRouteWatch
    {
        public Task ReachAsync(long revision, TimeSpan atMost, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>An office that is over, so that <see cref="LeadersEngine"/> leaves the engine alone.</summary>
    private sealed class StageOffice(long term) : IOffice
    {
        public long Term => term;

        public Task<string> Ended { get; } = Task.FromResult("It is a play.");

        public Task ReleaseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
