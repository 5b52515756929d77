using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Ingress;

/// <summary>
/// Keeps this node's ingress on the routes that follow from the read model, whether this node leads or not, and tells the other nodes what the
/// ingress does. Changes that come while a table is being applied are applied together.
/// </summary>
internal sealed class IngressLoop(
    ReadModel model, IIngress ingress, ITrafficBoard board, ClusterIdentity identity, IngressDomain domain, TimeProvider clock, ILogger<IngressLoop> log)
    : IRouteWatch
{
    /// <summary>Pause between two words to the other nodes while nothing presses.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly string _incarnation = Guid.NewGuid().ToString("N");
    private readonly Channel<bool> _changed = SignalChannel();
    private readonly Channel<bool> _news = SignalChannel();
    private readonly RevisionSignal _reached = new();
    private RoutingTable _table = RoutingTable.Empty(domain.Name);
    private long _revision;
    private bool _isInForce = true;
    private bool _isRefused;

    /// <summary>What this node's ingress does now.</summary>
    public NodeTraffic Read() => new(identity.Self.Id, _incarnation, Volatile.Read(ref _revision), ingress.State, ingress.ReadTraffic());

    public async Task ReachAsync(long revision, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _reached.WaitAsync(() => Volatile.Read(ref _revision) >= revision, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has taken long enough.
        }
    }

    /// <summary>Puts the first routes into force and begins to take requests.</summary>
    /// <exception cref="IOException">The ingress's address can't be used.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        model.Changed += () => _changed.Writer.TryWrite(true);
        if (!await ApplyAsync(cancellationToken))
        {
            _changed.Writer.TryWrite(true);
        }

        await ingress.OpenAsync(cancellationToken);
    }

    /// <summary>Runs until it is cancelled.</summary>
    public Task RunAsync(CancellationToken stopping) => JointRun.RunAsync(stopping, FollowAsync, TellAsync);

    // One signal stands for any number of them.
    private static Channel<bool> SignalChannel() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _changed.Reader.ReadAsync(stopping);
                if (!await ApplyAsync(stopping))
                {
                    await Task.Delay(RetryPause, clock, stopping);
                    _changed.Writer.TryWrite(true);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <returns>Whether the newest routes are in force.</returns>
    private async Task<bool> ApplyAsync(CancellationToken cancellationToken)
    {
        var (revision, apps) = model.Read();
        var next = RoutingTable.Of(revision, apps, domain.Name);
        if (_isInForce && next.Routes.SequenceEqual(_table.Routes))
        {
            Reached(revision);
            return true;
        }

        // Whatever becomes of this one: what is in force is not the last table any more, as far as anybody knows.
        _isInForce = false;
        try
        {
            if (!await ingress.ApplyAsync(next, cancellationToken))
            {
                Refused(revision);
                return false;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.RoutesFailed(error);
            return false;
        }

        (_table, _isInForce) = (next, true);
        Reached(revision);
        if (_isRefused)
        {
            _isRefused = false;
            log.RoutesTaken(revision);
        }

        _news.Writer.TryWrite(true);
        return true;
    }

    private void Reached(long revision)
    {
        Volatile.Write(ref _revision, revision);
        _reached.Grown();
    }

    private void Refused(long revision)
    {
        if (!_isRefused)
        {
            _isRefused = true;
            log.RoutesRefused(revision, ingress.State.Fault ?? "the ingress did not say why");
            _news.Writer.TryWrite(true);
        }
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        var isStuck = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var now = Read();
                await board.PostAsync(now, stopping);
                if (isStuck)
                {
                    isStuck = false;
                    log.BoardWritten();
                }

                await NewsAsync(IsDraining(now) ? DrainInterval : Interval, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException error)
            {
                if (!isStuck)
                {
                    isStuck = true;
                    log.BoardUnwritten(error.Message);
                }

                await Task.Delay(RetryPause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The leader waits for the end of what is under way at a replica that has left.</summary>
    private bool IsDraining(NodeTraffic now)
    {
        var routed = _table.Routes.SelectMany(r => r.Endpoints).Select(e => (e.Replica.App.Value, e.Replica.Attempt)).ToHashSet();
        return now.Traffic.Replicas.Any(r => r.InFlight > 0 && !routed.Contains((r.App, r.Attempt)));
    }

    private async Task NewsAsync(TimeSpan atMost, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            await _news.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Nothing new: time for the usual word.
        }
    }
}

/// <summary>The domain below which every application has a host of its own (<c>INGRESS_DOMAIN</c>).</summary>
public sealed record IngressDomain(string Name);
