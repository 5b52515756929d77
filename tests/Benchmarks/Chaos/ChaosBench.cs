using System.Globalization;
using Orchestry.ClusterRig;
using Orchestry.ClusterRig.Chaos;
using Orchestry.ClusterRig.History;

namespace Orchestry.Benchmarks.Chaos;

/// <summary>
/// Clients work on a cluster with a real engine and a real PostgreSQL while its parts fail at random, hundreds of times; then everything is
/// mended, and what was seen is judged. Not a measurement: it fails when a promise was broken.
/// </summary>
public static class ChaosBench
{
    /// <summary>
    /// Runs it. Options: <c>--faults</c> (default 200), <c>--seconds</c> at most (default 3600), <c>--nodes</c> (default 3), <c>--clients</c>
    /// (default 4), <c>--lease</c> seconds (default 2), <c>--seed</c>, <c>--quiet</c>.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = new Options(args, "--faults", "--seconds", "--nodes", "--clients", "--lease", "--seed", "--quiet");
        var chaos = new ChaosOptions(
            options.Number("--seed", Random.Shared.Next(1, 1_000_000)),
            options.Number("--faults", 200),
            TimeSpan.FromSeconds(options.Number("--seconds", 3600)),
            options.Number("--clients", 4));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {chaos.Seed}."));
        using var engine = Engine.OfMachine();
        await Images.BuildWebAsync(engine);
        try
        {
            await using var cluster = await Cluster.StartAsync(
                engine, subnet: 131, options.Number("--nodes", 3), TimeSpan.FromSeconds(options.Number("--lease", 2)));
            var result = await new ChaosRun(cluster, Images.WebImage, chaos).RunAsync(
                fault => Tell(options.Has("--quiet") ? null : fault), cancellationToken);
            Print(result);
            return result.Violations.Count == 0 ? 0 : 1;
        }
        finally
        {
            await engine.DeleteAsync($"images/{Images.WebImage}?force=true");
        }
    }

    private static void Tell(string? line)
    {
        if (line is not null)
        {
            Console.Error.WriteLine(line);
        }
    }

    private static void Print(ChaosResult result)
    {
        var history = result.History;
        Console.WriteLine("| fault | times |");
        Console.WriteLine("|---|---:|");
        foreach (var (kind, times) in result.Faults.OrderBy(f => f.Key))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {kind} | {times} |"));
        }

        Console.WriteLine();
        Console.WriteLine("| wish | acknowledged | refused | unknown |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (var kind in history.Operations.GroupBy(o => o.Wish.Kind).OrderBy(g => g.Key))
        {
            int Count(OperationOutcome outcome) => kind.Count(o => o.Outcome == outcome);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {kind.Key} | {Count(OperationOutcome.Acknowledged)} | {Count(OperationOutcome.Refused)} | {Count(OperationOutcome.Unknown)} |"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{result.Faults.Values.Sum()} faults in {result.Took.TotalSeconds:F0} s; {history.Reads.Count} reads; {history.Journal.Count} revisions in {history.Journal.Select(r => r.Term).Distinct().Count()} terms; {history.Engine.Count} looks at the engine."));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Violations: {result.Violations.Count}"));
        foreach (var violation in result.Violations)
        {
            Console.WriteLine($"  {violation}");
        }
    }
}
