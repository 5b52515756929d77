using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Cluster;

/// <summary>
/// Runs this node's part in the cluster with the host process. The server, which starts after it, begins when the read model is filled, it is
/// known who leads, so that the first clients get true answers, and leading has been rehearsed.
/// </summary>
internal sealed class ClusterService(
    Leadership leadership,
    MembershipLoop members,
    IMembership membership,
    JournalFollower follower,
    ClusterState state,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<ClusterService> log) : IHostedService
{
    // A cluster that can't elect anybody is to be seen in its answers, not in nodes that don't start.
    private static readonly TimeSpan ElectionPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenRegistration _signal;
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Handing over begins with the signal itself: the server still answers those who wait while another node already leads.
        _signal = lifetime.ApplicationStopping.Register(_stopping.Cancel);
        var known = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        state.Changed += () =>
        {
            if (state.View.Leader is not null)
            {
                known.TrySetResult();
            }
        };
        _running = Task.WhenAll(leadership.RunAsync(_stopping.Token), members.RunAsync(_stopping.Token));
        try
        {
            await Task.WhenAny(Task.WhenAll(follower.Loaded, known.Task, leadership.Prepared), _running).WaitAsync(ElectionPatience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            log.ServedWithoutLeader(state.View.DatabaseFault ?? "nobody has been elected yet");
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        using var farewell = new CancellationTokenSource(Farewell, clock);
        try
        {
            await membership.LeaveAsync(farewell.Token);
        }
        catch (Exception error) when (error is StoreException or OperationCanceledException)
        {
            log.FarewellFailed(error.Message);
        }

        await _signal.DisposeAsync();
        _stopping.Dispose();
    }
}
