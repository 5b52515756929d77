using Orchestry.ClusterRig.Chaos;
using Orchestry.ClusterRig.History;
using Orchestry.EndToEnd.Tests.Rig;
using Xunit.Abstractions;

namespace Orchestry.EndToEnd.Tests.Cluster;

/// <summary>Clients at work while every part fails once. The long form, with hundreds of faults, is <c>build/bench chaos</c>.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class HistoryTests(Images images, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Engine _engine = Engine.OfMachine();
    private ClusterRig.Cluster _cluster = null!;

    public async Task InitializeAsync() =>
        _cluster = await ClusterRig.Cluster.StartAsync(_engine, subnet: 144, lease: TimeSpan.FromSeconds(2));

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _engine.Dispose();
    }

    [Fact]
    public async Task Whatever_fails_no_promise_is_broken()
    {
        var seed = Random.Shared.Next(1, 1_000_000);
        output.WriteLine($"Seed {seed}");
        var faults = Enum.GetValues<FaultKind>().Length;
        var chaos = new ChaosRun(_cluster, images.Web1, new ChaosOptions(seed, faults, TimeSpan.FromSeconds(60), Clients: 3));
        var result = await chaos.RunAsync(output.WriteLine, CancellationToken.None);

        Assert.True(result.Violations.Count == 0, $"Seed {seed}: {string.Join('\n', result.Violations)}");
        // Else nothing was tried.
        Assert.InRange(result.History.Operations.Count(o => o.Outcome == OperationOutcome.Acknowledged), 50, int.MaxValue);
        Assert.InRange(result.History.Journal.Select(r => r.Term).Distinct().Count(), 3, int.MaxValue);
        Assert.InRange(result.Faults.Values.Sum(), faults / 2, faults);
    }
}
