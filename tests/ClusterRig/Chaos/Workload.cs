using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.ClusterRig.History;

namespace Orchestry.ClusterRig.Chaos;

/// <summary>
/// One client that wishes and reads at random, of any node. What it wishes of the applications it shares with others is carried out on the
/// engine; most of its wishes are about applications that never start, which cost a write and nothing else.
/// </summary>
internal sealed class Workload(Cluster cluster, Recorder recorder, string image, int client, int seed) : IDisposable
{
    /// <summary>Applications that nobody touches: whatever becomes of them is the cluster's doing.</summary>
    public static readonly IReadOnlyList<string> Steady = ["steady-1", "steady-2"];

    private const int SteadyReplicas = 2;
    private const int MostReplicas = 3;
    private static readonly string[] Shared = ["busy-1", "busy-2", "busy-3"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);
    private readonly Random _random = new(seed);
    private readonly ClusterClient _http = new([.. cluster.Nodes.Select(n => n.Address)]);
    private int _wishes;

    /// <summary>Registers and starts the applications that are then left alone.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var app in Steady)
        {
            foreach (var wish in (Wish[])[new(WishKind.Register, app, Marker: $"{app}-spec"), new(WishKind.Start, app, SteadyReplicas)])
            {
                var done = await AskAsync(wish, cancellationToken);
                Assert.True(done.Outcome == OperationOutcome.Acknowledged, $"{wish}: {done.Told}");
            }
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await (_random.Next(10) switch
            {
                < 4 => ReadAsync(AnyApp(), CancellationToken.None),
                < 7 => AskAsync(QuietWish(), CancellationToken.None),
                _ => AskAsync(BusyWish(), CancellationToken.None),
            });
            await Task.WhenAny(Task.Delay(Rest, TimeProvider.System, cancellationToken));
        }
    }

    public void Dispose() => _http.Dispose();

    private string Marker => string.Create(CultureInfo.InvariantCulture, $"c{client}-{++_wishes}");

    private string QuietApp => string.Create(CultureInfo.InvariantCulture, $"quiet-{client}-{_random.Next(8)}");

    private string AnyApp() => _random.Next(3) switch
    {
        0 => Steady[_random.Next(Steady.Count)],
        1 => Shared[_random.Next(Shared.Length)],
        _ => QuietApp,
    };

    private Wish QuietWish() =>
        _random.Next(4) == 0 ? new Wish(WishKind.Remove, QuietApp) : new Wish(WishKind.Register, QuietApp, Marker: Marker);

    private Wish BusyWish()
    {
        var app = Shared[_random.Next(Shared.Length)];
        return _random.Next(12) switch
        {
            < 3 => new Wish(WishKind.Register, app, Marker: Marker),
            < 6 => new Wish(WishKind.Start, app, _random.Next(1, MostReplicas + 1)),
            < 10 => new Wish(WishKind.Scale, app, _random.Next(1, MostReplicas + 1)),
            10 => new Wish(WishKind.Stop, app),
            _ => new Wish(WishKind.Remove, app),
        };
    }

    private RigNode AnyNode() => cluster.Nodes[_random.Next(cluster.Nodes.Count)];

    private async Task<Operation> AskAsync(Wish wish, CancellationToken cancellationToken)
    {
        var (method, path, body) = RequestOf(wish);
        var node = AnyNode();
        var began = Recorder.Now;
        var tried = await _http.TryAsync(node.Address, method, path, body, Patience, cancellationToken);
        var operation = new Operation(
            client, node.Id, wish, began, Recorder.Now, OutcomeOf(wish, tried), tried.IsGranted ? tried.Revision ?? -1 : 0, tried.Told);
        recorder.Operations.Enqueue(operation);
        return operation;
    }

    private static OperationOutcome OutcomeOf(Wish wish, Tried tried) => tried switch
    {
        { IsGranted: true } => OperationOutcome.Acknowledged,
        { MayHaveHappened: true } => OperationOutcome.Unknown,
        // Stop and removal are answered when they have come true: a conflict says that another wish came in between.
        { Answer.Status: 409 } when wish.Kind is WishKind.Stop or WishKind.Remove => OperationOutcome.Unknown,
        _ => OperationOutcome.Refused,
    };

    private async Task ReadAsync(string app, CancellationToken cancellationToken)
    {
        var node = AnyNode();
        var asked = _http.Revision;
        var tried = await _http.TryAsync(node.Address, HttpMethod.Get, $"/api/v1/apps/{app}", null, Patience, cancellationToken);
        AppState? seen = tried.Answer switch
        {
            { Status: 200, Body: var body } => new AppState(true, body.Int("replicas.desired")),
            { Status: 404 } => AppState.None,
            _ => null,
        };
        if (seen is { } state)
        {
            recorder.Reads.Enqueue(new ReadSeen(client, node.Id, app, asked, tried.Revision, state, Recorder.Now));
        }
    }

    private (HttpMethod Method, string Path, JsonObject? Body) RequestOf(Wish wish) => wish.Kind switch
    {
        WishKind.Register => (HttpMethod.Post, "/api/v1/apps/register", SpecOf(wish)),
        WishKind.Start => (HttpMethod.Post, $"/api/v1/apps/{wish.App}/start", new JsonObject { ["replicas"] = wish.Replicas, ["wait"] = false }),
        WishKind.Scale => (HttpMethod.Post, $"/api/v1/apps/{wish.App}/scale", new JsonObject { ["replicas"] = wish.Replicas, ["wait"] = false }),
        WishKind.Stop => (HttpMethod.Post, $"/api/v1/apps/{wish.App}/stop", new JsonObject { ["timeout"] = 5 }),
        _ => (HttpMethod.Delete, $"/api/v1/apps/{wish.App}", null),
    };

    private JsonObject SpecOf(Wish wish)
    {
        // On a busy machine a probe may be late: replicas are to be replaced for faults, not for that.
        var spec = new TestApp(wish.App, image) { FailureThreshold = 10 }.ToJson();
        spec["metadata"]!["labels"]!["version"] = wish.Marker;
        return spec;
    }

    /// <summary>The marker in a specification that a node shows.</summary>
    public static string? MarkerOf(JsonElement spec) => spec.Text("metadata.labels.version");
}
