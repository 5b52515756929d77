using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Engine;
using Orchestry.Docker;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Metrics;

/// <summary>
/// What it costs to know, every ten seconds, what a hundred containers use: processor time of this process and of the engine in windows of
/// ten seconds with one collection each, way after way in turn, so that other work on the machine falls on all.
/// </summary>
public static class MetricsBench
{
    /// <summary>Of one core, for the way the controller takes.</summary>
    private const double TargetPercent = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Runs it. Options: <c>--containers</c> (default 100), <c>--rounds</c> (default 5).</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = new Options(args, "--containers", "--rounds");
        var (count, rounds) = (options.Number("--containers", 100), options.Number("--rounds", 5));
        var endpoint = DockerOptions.FromEnvironment(Environment.GetEnvironmentVariable);
        await using var engine = new DockerEngine(endpoint, TimeProvider.System, NullLogger<DockerEngine>.Instance);
        var idle = new IdleContainers(engine);
        try
        {
            await idle.RemoveAsync(cancellationToken);
            var containers = await idle.StartAsync(count, cancellationToken);
            await MeasureAsync(Ways(engine, endpoint), containers, rounds, cancellationToken);
            DecisionRate.Measure();
            return 0;
        }
        finally
        {
            await idle.RemoveAsync(CancellationToken.None);
        }
    }

    private static CollectionWay[] Ways(DockerEngine engine, DockerOptions endpoint)
    {
        // No folder has no control groups; and a window's whole length to be answered in, to see how long the engine takes.
        var byCalls = new UsageOptions { CgroupRoot = "/no-such-folder", StatisticsInterval = TimeSpan.Zero, Deadline = Window * 0.9 };
        return
        [
            new CollectionWay.Nothing(),
            new CollectionWay.Reader("control groups", engine, endpoint, new UsageOptions()),
            new CollectionWay.Reader("statistics calls, 64 at once", engine, endpoint, byCalls),
            new CollectionWay.Reader("statistics calls, 8 at once", engine, endpoint, byCalls with { ConcurrentStatistics = 8 }),
            new CollectionWay.Streams(engine),
        ];
    }

    private static async Task MeasureAsync(
        CollectionWay[] ways, IReadOnlyCollection<ContainerId> containers, int rounds, CancellationToken cancellationToken)
    {
        var windows = ways.ToDictionary(way => way, _ => new List<WindowFigures>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var way in ways)
            {
                // The first round compiles, connects and finds the groups.
                var measured = await MeasureAsync(way, containers, round < 0 ? TimeSpan.FromSeconds(1) : Window, cancellationToken);
                if (round >= 0)
                {
                    windows[way].Add(measured);
                }
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {containers.Count} containers, once in 10 s, by | read | one collection (ms) | own, of a core | engine, of a core | together |"));
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var way in ways)
        {
            Print(way.Name, windows[way]);
            await way.DisposeAsync();
        }
    }

    private static async Task<WindowFigures> MeasureAsync(
        CollectionWay way, IReadOnlyCollection<ContainerId> containers, TimeSpan length, CancellationToken cancellationToken)
    {
        await way.PrepareAsync(containers, cancellationToken);
        var before = ProcessorTime.AtStart();
        var startedAt = Stopwatch.GetTimestamp();
        var read = await way.CollectAsync(containers, cancellationToken);
        var took = Stopwatch.GetElapsedTime(startedAt);
        if (length - took is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, TimeProvider.System, cancellationToken);
        }

        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        var used = ProcessorTime.AtEnd() - before;
        await way.EndAsync();
        return new WindowFigures(read, took.TotalMilliseconds, 100 * (used.Own / elapsed), 100 * (used.Engine / elapsed));
    }

    private static void Print(string name, List<WindowFigures> windows)
    {
        var total = Median([.. windows.Select(window => window.OwnPercent + window.EnginePercent)]);
        var missed = name == "control groups" && total > TargetPercent ? " (missed)" : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median([.. windows.Select(w => (double)w.Read)]):F0} | {Median([.. windows.Select(w => w.Milliseconds)]):F0} "
                + $"| {Median([.. windows.Select(w => w.OwnPercent)]):F2} % | {Median([.. windows.Select(w => w.EnginePercent)]):F2} % | {total:F2} %{missed} |"));
    }

    private readonly record struct WindowFigures(int Read, double Milliseconds, double OwnPercent, double EnginePercent);
}
