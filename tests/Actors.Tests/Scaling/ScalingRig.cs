using Orchestry.Actors.Controller;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling.Explained;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Scaling;

/// <summary>A controller under a load that a test sets: each interval it is measured, and each node says what its ingress is.</summary>
internal sealed class ScalingRig : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, Func<MetricSample, MetricSample>?> _loads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    private ScalingRig(TestController controller) => Controller = controller;

    public TestController Controller { get; }

    public IngressMode Ingress { get; set; } = IngressMode.Embedded;

    public static async Task<ScalingRig> StartAsync(int maxConcurrent = 3) =>
        new(await TestController.StartAsync(new ControllerOptions { ScaleMaxConcurrent = maxConcurrent }));

    public Task DeployAsync(string app, int replicas, string scaling = """{"minReplicas": 1, "maxReplicas": 10}""") =>
        Controller.DeployAsync(An.App(app).WithReplicas(replicas).WithScaling(scaling));

    /// <summary>What is measured of an application from now on, each figure of the whole application; null: nothing.</summary>
    public void Load(string app, Func<MetricSample, MetricSample>? load) => _loads[app] = load;

    /// <summary>Requests that the ingress holds for it.</summary>
    public void Hold(string app, int requests) => _held[app] = requests;

    /// <summary>Lets time pass, second by second, with everything measured as it goes.</summary>
    public async Task PassAsync(TimeSpan time, Func<bool>? until = null)
    {
        for (var second = 0; second < time.TotalSeconds && until?.Invoke() != true; second++)
        {
            await PostAsync();
            await Controller.AdvanceAsync(TimeSpan.FromSeconds(1));
            if ((int)Controller.Clock.Elapsed.TotalSeconds % (int)Interval.TotalSeconds == 0)
            {
                await Controller.MeasureAsync([.. _loads.Where(l => l.Value is not null).Select(l => Sample(l.Key, l.Value!))]);
            }
        }
    }

    public async Task<IReadOnlyList<EventRecord>> EventsAsync(string app, EventType? type = EventType.Scaling) =>
        [.. (await Controller.Store.QueryEventsAsync(new EventQuery(app, type), CancellationToken.None)).Events.Select(e => e.Event).Reverse()];

    public async Task<IReadOnlyList<DecisionEntry>> DecisionsAsync(string app) =>
        (await DecisionPage.ReadAsync(Controller.Store, app, Controller.Clock.Start, 1000, CancellationToken.None)).Entries;

    public ValueTask DisposeAsync() => Controller.DisposeAsync();

    private MetricSample Sample(string app, Func<MetricSample, MetricSample> load)
    {
        var now = Controller.App(app);
        return load(new MetricSample
        {
            App = app,
            At = Controller.Clock.GetUtcNow(),
            CpuPercent = 40,
            MemoryPercent = 40,
            Rps = 20 * now.HealthyReplicas,
            LatencyP95Ms = 100,
            Connections = 20 * now.HealthyReplicas,
            HealthyReplicas = now.HealthyReplicas,
            TotalReplicas = now.CurrentReplicas,
        });
    }

    private Task PostAsync() => Controller.Traffic.PostAsync(
        new NodeTraffic(
            "node-1", "life-1", 1, new IngressState(Ingress, 1),
            new IngressTraffic([.. _held.Select(h => new AppTraffic { App = h.Key, Held = h.Value })], [])),
        CancellationToken.None);
}
