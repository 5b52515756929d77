using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Failover.Swarm;

/// <summary>
/// The same question put to <c>docker swarm</c> with three managers: from the SIGKILL of the leader's engine to the first write that another
/// manager acknowledges. A write is a config object, which costs no container either.
/// </summary>
internal static class SwarmBench
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);

    /// <summary>Milliseconds of each trial.</summary>
    public static async Task<List<double>> RunAsync(int trials, CancellationToken cancellationToken)
    {
        await using var swarm = await Swarm.StartAsync(cancellationToken);
        var times = new List<double>();
        for (var trial = 0; trial < trials; trial++)
        {
            times.Add(await TrialAsync(swarm, trial, cancellationToken));
        }

        return times;
    }

    private static async Task<double> TrialAsync(Swarm swarm, int number, CancellationToken cancellationToken)
    {
        var leader = await swarm.UntilHealthyAsync(cancellationToken);
        using var late = new CancellationTokenSource(Ceiling, TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var lostAt = TimeProvider.System.GetTimestamp();
        leader.Kill();
        var tries = swarm.Managers.Where(m => m != leader).Select(m => TryAsync(m, number, enough.Token)).ToArray();
        double took;
        try
        {
            await await Task.WhenAny(tries);
            took = TimeProvider.System.GetElapsedTime(lostAt).TotalMilliseconds;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"No manager has taken a write within {Ceiling.TotalSeconds:0} s. Last said: {string.Join("; ", swarm.Managers.Select(m => m.Said))}");
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAny(Task.WhenAll(tries));
        }

        await leader.StartAsync(cancellationToken);
        return took;
    }

    private static async Task TryAsync(SwarmManager manager, int number, CancellationToken cancellationToken)
    {
        // A manager may leave a request hanging that it got without a leader, so the next one does not wait for it. Each has a name of its own:
        // one that was granted unheard must not stand in the way.
        var waiting = new List<Task<bool>>();
        for (var attempt = 0; ; attempt++)
        {
            waiting.Add(manager.TryWriteAsync($"trial-{number}-{manager.Number}-{attempt}", cancellationToken));
            var patience = Task.Delay(Patience, TimeProvider.System, cancellationToken);
            while (await Task.WhenAny([.. waiting, patience]) is Task<bool> answered)
            {
                if (await answered)
                {
                    return;
                }

                waiting.Remove(answered);
                if (waiting.Count == 0)
                {
                    await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                    break;
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One line of the table of failovers.</summary>
    public static string Row(List<double> times) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"| `docker swarm`, three managers: is killed (SIGKILL) | {times.Count} | {Median(times):F0} | {times.Max():F0} | |");
}
