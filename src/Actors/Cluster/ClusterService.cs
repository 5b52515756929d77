using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Cluster;

/// <summary>
/// Runs this node's part in the cluster with the host process. The server, which starts after it, begins when the read model is filled, it is
/// known who leads, so that the first clients get true answers, and leading has been rehearsed. A defect in it ends the process: a node that gave no
/// more signs of life, or never stood for election again, would only seem to be well.
/// </summary>
internal sealed class ClusterService(
    Leadership leadership,
    MembershipLoop members,
    IMembership membership,
    JournalFollower follower,
    ClusterState state,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<ClusterService> log) : BackgroundService
{
    // A cluster that can't elect anybody is to be seen in its answers, not in nodes that don't start.
    private static readonly TimeSpan ElectionPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var known = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        state.Changed += () =>
        {
            if (state.View.Leader is not null)
            {
                known.TrySetResult();
            }
        };
        await base.StartAsync(cancellationToken);
        try
        {
            await Task.WhenAny(Task.WhenAll(follower.Loaded, known.Task, leadership.Prepared), ExecuteTask!).WaitAsync(ElectionPatience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            log.ServedWithoutLeader(state.View.DatabaseFault ?? "nobody has been elected yet");
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var farewell = new CancellationTokenSource(Farewell, clock);
        try
        {
            await membership.LeaveAsync(farewell.Token);
        }
        catch (Exception error) when (error is StoreException or OperationCanceledException)
        {
            log.FarewellFailed(error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Handing over begins with the signal itself: the server still answers those who wait while another node already leads.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await JointRun.RunAsync(stopping.Token, leadership.RunAsync, members.RunAsync);
    }
}
