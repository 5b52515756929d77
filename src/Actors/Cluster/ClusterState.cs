using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;

namespace Orchestry.Actors.Cluster;

/// <summary>
/// This node's picture of the cluster: the last reading of the shared database, and whether this node is in office. A lease that was read is
/// believed until its time has passed on this node's own clock, whether or not the database still answers.
/// </summary>
internal sealed class ClusterState : ICluster
{
    private readonly Lock _writing = new();
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private volatile ClusterView _view;
    private long _leaseReadAt;
    private TimeSpan _leaseRemaining;

    public ClusterState(ClusterIdentity identity, TimeProvider clock, ILogger<ClusterState> log)
    {
        (_clock, _log) = (clock, log);
        var alone = new NodeStatus(identity.Self, identity.Version, clock.GetUtcNow(), IsHealthy: true);
        _view = new ClusterView { Self = identity.Self, IsClustered = identity.IsClustered, Nodes = [alone] };
    }

    /// <summary>Raised when the view has changed.</summary>
    public event Action? Changed;

    /// <inheritdoc/>
    public ClusterView View
    {
        get
        {
            var view = _view;
            if (!view.IsClustered)
            {
                return view with { Nodes = [view.Nodes[0] with { LastHeartbeat = _clock.GetUtcNow() }] };
            }

            return view.Lease is not null && HasPassed() ? view with { Lease = null } : view;
        }
    }

    public void Read(ClusterReading reading, long askedAt)
    {
        Set(view =>
        {
            (_leaseReadAt, _leaseRemaining) = (askedAt, reading.Remaining);
            var lease = reading.Remaining > TimeSpan.Zero ? reading.Lease : null;
            return view with
            {
                Lease = lease,
                Term = Math.Max(view.Term, reading.Lease?.Term ?? 0),
                Nodes = reading.Nodes,
                DatabaseFault = null,
            };
        });
    }

    public void DatabaseIsAway(string fault) => Set(view => view with { DatabaseFault = fault });

    public void TookOffice(long term) => Set(view => view with { IsLeader = true, Term = Math.Max(view.Term, term) });

    /// <summary>The lease this node held is over for it, whatever the database still shows of it.</summary>
    public void LeftOffice() => Set(view => view with { IsLeader = false, Lease = view.Lease?.Leader.Id == view.Self.Id ? null : view.Lease });

    private bool HasPassed()
    {
        lock (_writing)
        {
            return _clock.GetElapsedTime(_leaseReadAt) >= _leaseRemaining;
        }
    }

    private void Set(Func<ClusterView, ClusterView> change)
    {
        lock (_writing)
        {
            var before = _view;
            var now = change(before);
            _view = now;
            Tell(before, now);
        }

        Changed?.Invoke();
    }

    private void Tell(ClusterView before, ClusterView now)
    {
        if (before.DatabaseFault is null && now.DatabaseFault is { } fault)
        {
            _log.DatabaseAway(fault);
        }
        else if (before.DatabaseFault is not null && now.DatabaseFault is null)
        {
            _log.DatabaseBack();
        }

        if (!now.IsClustered || now.IsLeader || before.Leader?.Id == now.Leader?.Id)
        {
            return;
        }

        if (now.Leader is { } leader)
        {
            _log.LeaderSeen(leader.Id, now.Term);
        }
        else if (!before.IsLeader)
        {
            _log.NoLeader();
        }
    }
}
