using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Engine;
using Orchestry.Docker;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Lifecycle;

/// <summary>
/// The controller's work on a real engine beside the engine's own calls in the same run, turn by turn: crash to healthy replacement, one
/// replica to twenty; then what the controller costs when idle with twenty applications, and how soon it serves. Ours is measured from
/// outside, through the API, until the replacement is healthy; the engine's until its start call has answered.
/// </summary>
public static class LifecycleBench
{
    private static readonly int[] Concurrencies = [4, 8, 16];

    /// <summary>Runs it. <c>args</c>: crash rounds (default 15), scale rounds (default 3), idle seconds (default 60).</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
        var folder = Directory.CreateTempSubdirectory("orchestry-bench-");
        await using var engine = new DockerEngine(DockerOptions.FromEnvironment(Environment.GetEnvironmentVariable), TimeProvider.System, NullLogger<DockerEngine>.Instance);
        var bare = new BareEngine(engine);
        var cluster = $"bench-{Environment.ProcessId}";
        try
        {
            await BenchImage.EnsureAsync(engine, cancellationToken);
            Console.WriteLine("| what | engine alone | orchestry | ratio |");
            Console.WriteLine("|---|---:|---:|---:|");
            await IdleAsync(folder.FullName, cluster, Argument(2, 60), cancellationToken);
            var (controller, _) = await ControllerProcess.StartAsync(folder.FullName, cluster, cancellationToken);
            await using (controller)
            {
                await controller.RegisterAsync("crash", cancellationToken);
                await controller.StartAsync("crash", 1, cancellationToken);
                await CrashAsync(controller, engine, bare, cluster, Argument(0, 15), cancellationToken);
                await controller.RemoveAsync("crash", cancellationToken);
                await ScaleAsync(controller, bare, Argument(1, 3), cancellationToken);
            }

            await ColdStartAsync(folder.FullName, cluster, cancellationToken);
            return 0;
        }
        finally
        {
            await CleanAsync(engine, bare, cluster);
            folder.Delete(recursive: true);
        }
    }

    private static async Task CrashAsync(
        ControllerProcess controller, DockerEngine engine, BareEngine bare, string cluster, int rounds, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var theirsNow = await bare.ReplaceAfterKillAsync(cancellationToken);
            await bare.CleanAsync(cancellationToken);
            // A fresh application each time: a replica that crashes again and again is held back on purpose.
            var app = string.Create(CultureInfo.InvariantCulture, $"crash-{round + 1}");
            await controller.RegisterAsync(app, cancellationToken);
            await controller.StartAsync(app, 1, cancellationToken);
            var victim = await controller.WaitForReplacementAsync(app, "", cancellationToken);
            var process = await ProcessOfAsync(engine, cluster, app, cancellationToken);
            var killedAt = Stopwatch.GetTimestamp();
            BareEngine.Kill(process);
            await controller.WaitForReplacementAsync(app, victim, cancellationToken);
            var oursNow = Stopwatch.GetElapsedTime(killedAt);
            await controller.RemoveAsync(app, cancellationToken);
            if (round >= 0)
            {
                theirs.Add(theirsNow.TotalMilliseconds);
                ours.Add(oursNow.TotalMilliseconds);
            }
        }

        Print($"crash to healthy replacement, median of {rounds} (ms)", Median(theirs), Median(ours));
    }

    private static async Task<int> ProcessOfAsync(DockerEngine engine, string cluster, string app, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string?> { ["orchestry.cluster"] = cluster, ["orchestry.app"] = app };
        var containers = (await engine.ListContainersAsync(labels, cancellationToken)).Value;
        return (await engine.InspectContainerAsync(containers.Single().Id, cancellationToken)).Value.ProcessId;
    }

    private static async Task ScaleAsync(ControllerProcess controller, BareEngine bare, int rounds, CancellationToken cancellationToken)
    {
        await controller.RegisterAsync("scale", cancellationToken);
        await controller.StartAsync("scale", 1, cancellationToken);
        var ours = new List<double>();
        var theirs = Concurrencies.ToDictionary(c => c, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var concurrency in Concurrencies)
            {
                theirs[concurrency].Add((await bare.CreateAndStartManyAsync(19, concurrency, cancellationToken)).TotalMilliseconds);
                await bare.CleanAsync(cancellationToken);
            }

            var startedAt = Stopwatch.GetTimestamp();
            await controller.ScaleAsync("scale", 20, cancellationToken);
            ours.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
            await controller.ScaleAsync("scale", 1, cancellationToken);
        }

        await controller.RemoveAsync("scale", cancellationToken);
        var best = theirs.MinBy(t => Median(t.Value));
        Print($"1 -> 20 replicas, all healthy, median of {rounds} (ms; engine at its best concurrency, {best.Key})", Median(best.Value), Median(ours));
    }

    private static async Task IdleAsync(string folder, string cluster, int seconds, CancellationToken cancellationToken)
    {
        var (controller, _) = await ControllerProcess.StartAsync(folder, cluster, cancellationToken);
        await using var stopped = controller;
        for (var app = 1; app <= 20; app++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"idle-{app}");
            await controller.RegisterAsync(name, cancellationToken);
            await controller.StartAsync(name, 1, cancellationToken);
        }

        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken);
        var before = controller.Usage();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
        var after = controller.Usage();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| idle with 20 applications over {seconds} s | | {(after.Cpu - before.Cpu).TotalSeconds / seconds:P2} of a core, {after.Memory / 1e6:F0} MB resident | |"));
        for (var app = 1; app <= 20; app++)
        {
            await controller.RemoveAsync(string.Create(CultureInfo.InvariantCulture, $"idle-{app}"), cancellationToken);
        }
    }

    private static async Task ColdStartAsync(string folder, string cluster, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var round = 0; round < 7; round++)
        {
            var (controller, took) = await ControllerProcess.StartAsync(folder, cluster, cancellationToken);
            await controller.DisposeAsync();
            times.Add(took.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| cold start to the first answer, median of 7 | | {Median(times):F0} ms | |"));
    }

    private static async Task CleanAsync(DockerEngine engine, BareEngine bare, string cluster)
    {
        await bare.CleanAsync(CancellationToken.None);
        var ours = await engine.ListContainersAsync(new Dictionary<string, string?> { ["orchestry.cluster"] = cluster }, CancellationToken.None);
        foreach (var container in ours.Value)
        {
            _ = (await engine.RemoveContainerAsync(container.Id, force: true, CancellationToken.None)).Value;
        }

        _ = (await engine.RemoveNetworkAsync("orchestry-bench", CancellationToken.None)).Value;
    }

    private static void Print(string what, double theirs, double ours) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"| {what} | {theirs:F0} | {ours:F0} | {ours / theirs:F2} |"));
}
