using System.Globalization;
using Orchestry.Benchmarks.Failover.Swarm;
using Orchestry.ClusterRig;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Failover;

/// <summary>
/// How long a cluster of three takes no writes when its leader goes: from the fault to the first write that another node acknowledges.
/// Real processes, a PostgreSQL that flushes to disk, and one client that tries each of the other nodes every few milliseconds. A trial begins
/// when all three nodes are well.
/// </summary>
public static class FailoverBench
{
    /// <summary>
    /// Runs it. Options: <c>--trials</c> (default 30), <c>--lease</c> seconds (default 5), <c>--ways</c> only the first so many ways to lose a leader,
    /// <c>--swarm</c> so many trials of <c>docker swarm</c> beside it (default none; 10 when no number is given).
    /// </summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = new Options(args, "--trials", "--lease", "--ways", "--swarm");
        var (trials, lease) = (options.Number("--trials", 30), TimeSpan.FromSeconds(options.Number("--lease", 5)));
        using var engine = Engine.OfMachine();
        Console.WriteLine("| the leader | trials | median (ms) | worst (ms) | target, median (ms) |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        await using (var cluster = await Cluster.StartAsync(engine, subnet: 130, lease: lease, isDurable: true))
        {
            foreach (var loss in LeaderLoss.All(lease).Take(options.Number("--ways", 4)))
            {
                var times = new List<double>();
                for (var trial = 0; trial < trials; trial++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    times.Add(await new FailoverTrial(cluster, trial).RunAsync(loss));
                }

                Print(loss.Name, times, loss.Target.TotalMilliseconds);
            }
        }

        if (options.Has("--swarm"))
        {
            Console.WriteLine(SwarmBench.Row(await SwarmBench.RunAsync(options.Number("--swarm", 10), cancellationToken)));
        }

        return 0;
    }

    private static void Print(string what, List<double> times, double target) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {times.Count} | {Median(times):F0} | {times.Max():F0} | {target:F0}{(Median(times) > target ? " (missed)" : "")} |"));
}
