using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Controller;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Cluster;

/// <summary>
/// Follows the journal until this node may lead, leads until its office ends, and follows again. An office begins with what the store holds and
/// ends so: no more requests are taken; engine and journal refuse whatever the actors still try; the lease is given back while the actors stop.
/// </summary>
internal sealed class Leadership(
    ILeaderLease lease,
    IJournalFactory journals,
    JournalFollower follower,
    MembershipLoop members,
    ReadModel model,
    Func<IJournal, IOffice, ControllerPorts> ports,
    Func<CancellationToken, Task<bool>> rehearse,
    OfficeDuties duties,
    Seat seat,
    ClusterIdentity identity,
    ClusterState state,
    TimeProvider clock,
    ILogger<Leadership> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _rehearsing = Task.CompletedTask;

    /// <summary>Completes when this node has rehearsed leading, or leads and has seen to what there is to see to: from then on it is as quick to lead as it will ever be.</summary>
    public Task Prepared => _prepared.Task;

    /// <summary>Runs until it is cancelled. Completes when this node has left office, if it was in it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!await TryLeadAsync(stopping))
                {
                    // Whoever can't read what it is to lead by lets others try, and itself not at once again.
                    await Task.Delay(Pause, clock, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
        }

        await _rehearsing;
    }

    /// <returns>Whether it has led: false when what is stored could not be read.</returns>
    private async Task<bool> TryLeadAsync(CancellationToken stopping)
    {
        await using var office = await CampaignAsync(stopping);
        return await LeadAsync(office, stopping);
    }

    private async Task<IOffice> CampaignAsync(CancellationToken stopping)
    {
        using var untilElected = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        // Whoever leads always will, where nothing is shared, has nobody to follow.
        var following = identity.IsClustered ? FollowAsync(untilElected.Token) : Task.CompletedTask;
        if (identity.IsClustered && !_prepared.Task.IsCompleted)
        {
            _rehearsing = RehearseAsync(_rehearsing, untilElected.Token);
        }

        try
        {
            return await lease.AcquireAsync(stopping);
        }
        finally
        {
            // The read model has one writer at a time: the follower here, the supervisors in office.
            await untilElected.CancelAsync();
            await following;
            // Not a play that is still on: it sees that nobody watches any more, and touches nothing of the office.
        }
    }

    private async Task FollowAsync(CancellationToken untilElected)
    {
        try
        {
            // After an office that ended: clients are to hear at once whether the database is away or somebody else leads.
            await members.BeatAsync(untilElected);
            await follower.RunAsync(untilElected);
        }
        catch (OperationCanceledException) when (untilElected.IsCancellationRequested)
        {
            // Elected while it looked.
        }
    }

    private async Task RehearseAsync(Task former, CancellationToken untilElected)
    {
        await former;
        try
        {
            await follower.Loaded.WaitAsync(untilElected);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (await rehearse(untilElected))
        {
            _prepared.TrySetResult();
        }
    }

    private async Task<bool> LeadAsync(IOffice office, CancellationToken stopping)
    {
        ControllerTerm term;
        var journal = journals.Begin(office.Term);
        try
        {
            var stored = await follower.LoadAsync(stopping);
            journal.Committed += batch => model.Reached(batch.Revision);
            term = new ControllerTerm(ports(journal, office), stored);
            log.TookOffice(
                identity.Self.Id, term.Cluster, office.Term, stored.Resources.Count(r => r.Key.Kind == Core.Apps.AppRecordJson.Kind), stored.Revision);
        }
        catch (StoreException error)
        {
            log.OfficeFailed(error, office.Term);
            await journal.DisposeAsync();
            return false;
        }

        await using (journal)
        {
            string reason;
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var seeing = Task.CompletedTask;
            try
            {
                seat.Term = term;
                state.TookOffice(office.Term);
                seeing = SeeToDutiesAsync(ends.Token);
                reason = await EndAsync(office, journal, stopping);
                state.LeftOffice();
                seat.Term = null;
            }
            finally
            {
                await ends.CancelAsync();
                // The successor need not wait for the actors: the office is over for the engine before the lease is free, and for the journal with
                // the successor's term. What they had under way is what a killed leader would leave, too.
                await Task.WhenAll(office.ReleaseAsync(CancellationToken.None), term.DisposeAsync().AsTask(), seeing);
            }

            log.LeftOffice(identity.Self.Id, office.Term, reason);
            return true;
        }
    }

    private async Task SeeToDutiesAsync(CancellationToken officeEnds)
    {
        await duties.PerformAsync(officeEnds);
        _prepared.TrySetResult();
    }

    private static async Task<string> EndAsync(IOffice office, IJournal journal, CancellationToken stopping)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = stopping.UnsafeRegister(static told => ((TaskCompletionSource)told!).TrySetResult(), stopped);
        var first = await Task.WhenAny(office.Ended, journal.Over, stopped.Task);
        return first == office.Ended ? await office.Ended
            : first == journal.Over ? (await journal.Over).Message
            : "the process was asked to stop";
    }
}
