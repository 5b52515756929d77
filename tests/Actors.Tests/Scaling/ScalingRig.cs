using Orchestry.Actors.Controller;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling.Explained;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Scaling;

/// <summary>
/// A controller under a load that a test sets: its containers use what that load costs, and a node's ingress counts it, second by second. All that is
/// between those counters and a decision is real.
/// </summary>
internal sealed class ScalingRig : IAsyncDisposable
{
    private const long MemoryLimit = 100 << 20;
    private readonly Dictionary<string, Load> _loads = new(StringComparer.Ordinal);

    private ScalingRig(TestController controller)
    {
        Controller = controller;
        controller.Usage.Use = (container, _) =>
            controller.Ports.ReadModel.Apps.FirstOrDefault(a => a.Replicas.Any(r => r.Container == container)) is { } app
                && _loads.TryGetValue(app.Name.Value, out var load) && load.Figures is not null
                    ? (load.CpuTime, load.MemoryBytes)
                    : null;
    }

    public TestController Controller { get; }

    public IngressMode Ingress { get; set; } = IngressMode.Embedded;

    public static async Task<ScalingRig> StartAsync(int maxConcurrent = 3) => new(await TestController.StartAsync(new ControllerOptions
    {
        ScaleMaxConcurrent = maxConcurrent,
        DefaultNanoCpus = 1_000_000_000,
        DefaultMemoryBytes = MemoryLimit,
    }));

    public Task DeployAsync(string app, int replicas, string scaling = """{"minReplicas": 1, "maxReplicas": 10}""") =>
        Controller.DeployAsync(An.App(app).WithReplicas(replicas).WithScaling(scaling));

    /// <summary>What an application bears from now on, given the usual figures of the replicas that it has; null: nothing can be measured.</summary>
    public void Bear(string app, Func<MetricSample, MetricSample>? figures) => LoadOf(app).Figures = figures;

    /// <summary>Requests that the ingress holds for it.</summary>
    public void Hold(string app, int requests) => LoadOf(app).Held = requests;

    /// <summary>Lets time pass, second by second, with everything counted as it goes.</summary>
    public async Task PassAsync(TimeSpan time, Func<bool>? until = null)
    {
        for (var second = 0; second < time.TotalSeconds && until?.Invoke() != true; second++)
        {
            foreach (var (app, load) in _loads)
            {
                load.Pass(Controller.App(app));
            }

            await PostAsync();
            await Controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        }
    }

    public async Task<IReadOnlyList<EventRecord>> EventsAsync(string app, EventType? type = EventType.Scaling) =>
        [.. (await Controller.Store.QueryEventsAsync(new EventQuery(app, type), CancellationToken.None)).Events.Select(e => e.Event).Reverse()];

    public async Task<IReadOnlyList<DecisionEntry>> DecisionsAsync(string app) =>
        (await DecisionPage.ReadAsync(Controller.Store, app, Controller.Clock.Start, 1000, CancellationToken.None)).Entries;

    public ValueTask DisposeAsync() => Controller.DisposeAsync();

    private Load LoadOf(string app) => _loads.TryGetValue(app, out var load) ? load : _loads[app] = new Load();

    private Task PostAsync() => Controller.Traffic.PostAsync(
        new NodeTraffic(
            "node-1", "life-1", 1, new IngressState(Ingress, 1),
            new IngressTraffic([.. _loads.Where(l => l.Value.Figures is not null).Select(l => l.Value.Counted(l.Key))], [])),
        CancellationToken.None);

    /// <summary>One application's load, as counters.</summary>
    private sealed class Load
    {
        private AppTraffic _counted = new() { App = "" };

        public Func<MetricSample, MetricSample>? Figures { get; set; }

        public int Held { get; set; }

        /// <summary>Of each of its containers.</summary>
        public TimeSpan CpuTime { get; private set; }

        public long MemoryBytes { get; private set; }

        public AppTraffic Counted(string app) => _counted with { App = app, Held = Held };

        /// <summary>A second more.</summary>
        public void Pass(AppSnapshot app)
        {
            if (Figures?.Invoke(Usual(app)) is not { } figures)
            {
                return;
            }

            CpuTime += TimeSpan.FromSeconds((figures.CpuPercent ?? 0) / 100);
            MemoryBytes = (long)((figures.MemoryPercent ?? 0) / 100 * MemoryLimit);
            var requests = (long)(figures.Rps ?? 0);
            var latency = LatencyBuckets.Of(TimeSpan.FromMilliseconds(figures.LatencyP95Ms ?? 0));
            _counted = _counted with
            {
                Requests = _counted.Requests + requests,
                Open = figures.Connections ?? 0,
                Latency = requests == 0 ? _counted.Latency : _counted.Latency.Plus(new LatencyDistribution([new BucketCount(latency, requests)])),
            };
        }

        /// <summary>Between the thresholds of the usual policy.</summary>
        private static MetricSample Usual(AppSnapshot app) => new()
        {
            App = app.Name.Value,
            At = default,
            CpuPercent = 40,
            MemoryPercent = 40,
            Rps = 20 * app.HealthyReplicas,
            LatencyP95Ms = 100,
            Connections = 20 * app.HealthyReplicas,
            HealthyReplicas = app.HealthyReplicas,
            TotalReplicas = app.CurrentReplicas,
        };
    }
}
