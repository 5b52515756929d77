namespace Orchestry.EndToEnd.Tests.Rig;

/// <summary>A test with three controllers as processes, a PostgreSQL of their own, and the machine's engine.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private readonly int _subnet;

    private protected ClusterTest(Images images, int subnet, TimeSpan? lease = null)
    {
        Images = images;
        _subnet = subnet;
        Lease = lease ?? TimeSpan.FromSeconds(3);
    }

    private protected Images Images { get; }

    private protected Engine Engine { get; } = Engine.OfMachine();

    private protected ClusterRig.Cluster Cluster { get; private set; } = null!;

    /// <summary>A client that knows every node.</summary>
    private protected ClusterClient Client { get; private set; } = null!;

    /// <summary>How long a lease lasts: short unless told otherwise, since tests wait for its end.</summary>
    private protected TimeSpan Lease { get; }

    public virtual async Task InitializeAsync()
    {
        Cluster = await ClusterRig.Cluster.StartAsync(Engine, _subnet, lease: Lease);
        Client = new ClusterClient([.. Cluster.Nodes.Select(n => n.Address)]);
    }

    public virtual async Task DisposeAsync()
    {
        Client?.Dispose();
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        Engine.Dispose();
    }

    private protected TestApp Web(string name) => new(name, Images.Web1) { FailureThreshold = 10 };

    private protected Task<Answer> AskAsync(HttpMethod method, string path, System.Text.Json.Nodes.JsonNode? body = null, TimeSpan? patience = null) =>
        Client.AskAsync(method, path, body, TimeSpan.FromSeconds(60), patience ?? TimeSpan.FromSeconds(30), CancellationToken.None);

    /// <summary>Waits until every node shows exactly so many replicas, all healthy.</summary>
    private protected Task UntilHealthyEverywhereAsync(string app, int replicas) =>
        Task.WhenAll(Cluster.Nodes.Where(n => n.IsThere && !n.IsFrozen).Select(n => n.Api.UntilHealthyAsync(app, replicas)));

    private protected static TimeSpan Since(long startedAt) => TimeProvider.System.GetElapsedTime(startedAt);

    private protected static long Now() => TimeProvider.System.GetTimestamp();
}
