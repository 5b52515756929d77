using System.Globalization;
using Orchestry.Benchmarks.Lifecycle;
using Orchestry.Core.Engine;

namespace Orchestry.Benchmarks.Metrics;

/// <summary>Containers that only sleep, without a network: what is measured is the reading, not what they do.</summary>
internal sealed class IdleContainers(IContainerEngine engine)
{
    private static readonly Dictionary<string, string> Ours = new() { ["orchestry-bench"] = "metrics" };

    // The engine gets no faster with more at once.
    private const int Concurrency = 4;

    public async Task<IReadOnlyList<ContainerId>> StartAsync(int count, CancellationToken cancellationToken)
    {
        await BenchImage.EnsureAsync(engine, cancellationToken);
        var ids = new ContainerId[count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, parallel, async (i, token) =>
        {
            var spec = new ContainerSpec
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"orchestry-bench-metrics-{i}"),
                Image = BenchImage.Tag,
                Entrypoint = ["/bin/busybox", "sleep", "3600"],
                Labels = Ours,
                Network = "none",
            };
            ids[i] = (await engine.CreateContainerAsync(spec, token)).Value;
            _ = (await engine.StartContainerAsync(ids[i], token)).Value;
        });
        return ids;
    }

    /// <summary>Removes those of this run, and of one before that was killed.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var containers = (await engine.ListContainersAsync(new Dictionary<string, string?> { ["orchestry-bench"] = "metrics" }, cancellationToken)).Value;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            containers, parallel, async (container, token) => _ = (await engine.RemoveContainerAsync(container.Id, force: true, token)).Value);
    }
}
