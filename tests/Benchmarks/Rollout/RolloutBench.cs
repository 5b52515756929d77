using System.Globalization;
using Orchestry.ClusterRig;
using Orchestry.ClusterRig.Traffic;

namespace Orchestry.Benchmarks.Rollout;

/// <summary>
/// Clients ask through the ingress of every node of a cluster, on a real engine and a real PostgreSQL, while the application they ask is rolled
/// out, scaled and crashed over and over, and leader and database are killed. Not a measurement: it fails when a request did.
/// </summary>
public static class RolloutBench
{
    /// <summary>
    /// Runs it. Options: <c>--rounds</c> (default 50) and <c>--requests</c> (default 1000000) at least, <c>--seconds</c> at most (default 3600),
    /// <c>--nginx</c>, <c>--clients</c> (default 8), <c>--brief</c> (default 2), <c>--sessions</c> (default 6), <c>--quiet</c>.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var given = new Options(args, "--rounds", "--requests", "--seconds", "--nginx", "--clients", "--brief", "--sessions", "--quiet");
        var options = new RolloutOptions(
            given.Number("--rounds", 50), given.Number("--requests", 1_000_000), TimeSpan.FromSeconds(given.Number("--seconds", 3600)),
            given.Has("--nginx"), given.Number("--clients", 8), given.Number("--brief", 2), given.Number("--sessions", 6));
        using var engine = Engine.OfMachine();
        var nginxes = new List<OperatorNginx>();
        try
        {
            await NginxImage.BuildAsync(engine);
            await Images.BuildSocketAsync(engine);
            for (var i = 0; options.IsNginx && i < 3; i++)
            {
                nginxes.Add(await OperatorNginx.StartAsync());
            }

            var entrances = new Dictionary<RigNode, Entrance>();
            await using var cluster = await Cluster.StartAsync(engine, subnet: 132, lease: TimeSpan.FromSeconds(2), prepare: node =>
            {
                var nginx = options.IsNginx ? nginxes[entrances.Count] : null;
                nginx?.Describe(node.Settings);
                entrances[node] = new Entrance(nginx?.Address ?? node.Ingress);
            });
            using var run = new RolloutRun(cluster, engine, entrances, options, line => Tell(given.Has("--quiet") ? null : line));
            var result = await run.RunAsync(cancellationToken);
            if (!result.IsKept)
            {
                Complain(cluster, nginxes);
            }

            return Print(result, options) ? 0 : 1;
        }
        finally
        {
            foreach (var nginx in nginxes)
            {
                await nginx.DisposeAsync();
            }

            await NginxImage.RemoveAsync(engine);
            await engine.DeleteAsync($"images/{Images.SocketImage}?force=true");
        }
    }

    /// <summary>What the nodes and the nginxes have to say about it.</summary>
    private static void Complain(Cluster cluster, IEnumerable<OperatorNginx> nginxes)
    {
        foreach (var node in cluster.Nodes)
        {
            foreach (var line in node.Log.Split('\n').Where(l => l.Contains(" warn: ", StringComparison.Ordinal) || l.Contains(" fail: ", StringComparison.Ordinal)).TakeLast(40))
            {
                Console.Error.WriteLine($"{node.Id}: {line}");
            }
        }

        foreach (var line in nginxes.SelectMany(n => n.Log.Split('\n').DistinctBy(l => l.Length > 40 ? l[40..] : l).TakeLast(40)))
        {
            Console.Error.WriteLine($"nginx: {line}");
        }
    }

    private static void Tell(string? line)
    {
        if (line is not null)
        {
            Console.Error.WriteLine(line);
        }
    }

    private static bool Print(RolloutResult result, RolloutOptions options)
    {
        Console.WriteLine($"| ingress: {(options.IsNginx ? "an nginx per node" : "embedded")} | kept connections | a connection each | together |");
        Console.WriteLine("|---|---:|---:|---:|");
        Row("requests", c => c.Requests);
        Row("failed", c => c.Failed);
        Row("lost with a killed node's own ingress", c => c.Cut);
        Row("closed with a replaced nginx worker", c => c.Closed);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| slowest (ms) | {result.Kept.Slowest.TotalMilliseconds:F0} | {result.Brief.Slowest.TotalMilliseconds:F0} | |"));
        Console.WriteLine();
        Console.WriteLine(string.Join(", ", result.Changes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {c.Key}"))));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Rounds} rounds in {result.Took.TotalSeconds:F0} s; {result.Retried} requests brought to a second replica by the ingress (of processes that still run)"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Sessions: {result.Sessions.Opened} opened, {result.Sessions.ByGrace} ended by grace, {result.Sessions.Cut} with their node, {result.Sessions.Failures.Count} otherwise"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The product's own events: {result.Told.Changes} changes, {result.Told.Served} requests served, {result.Told.Failed} failed, {result.Told.Drained} drained, {result.Told.Cut} connections closed after grace"));
        foreach (var failure in result.Kept.Failures.Concat(result.Brief.Failures).Concat(result.Sessions.Failures.Take(10)))
        {
            Console.WriteLine($"  {failure}");
        }

        var isLongEnough = result.Rounds >= options.Rounds && result.Requests >= options.Requests;
        Console.WriteLine(!result.IsKept ? "FAILED" : isLongEnough ? "No request failed." : "No request failed, but the time was over before the run was.");
        return result.IsKept && isLongEnough;

        void Row(string what, Func<TrafficCount, long> of) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what} | {of(result.Kept)} | {of(result.Brief)} | {of(result.Kept) + of(result.Brief)} |"));
    }
}
