using System.Globalization;
using System.Text.Json;
using Orchestry.Testing.Postgres;

namespace Orchestry.ClusterRig;

/// <summary>
/// Several controllers as real processes, one PostgreSQL of their own, one engine. Whatever they made is gone in the end, whether they did
/// their part or not.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string? _database;

    private Cluster(Stage stage, PrivatePostgres? postgres, string? database, int nodes, TimeSpan lease)
    {
        (Stage, Postgres, _database, Lease) = (stage, postgres, database, lease);
        stage.Settings["CLUSTER_LEASE_SECONDS"] = lease.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        Nodes = [.. Enumerable.Range(1, nodes).Select(n => new RigNode(
            stage,
            string.Create(CultureInfo.InvariantCulture, $"node-{n}"),
            postgres?.Port,
            port => postgres!.ConnectionString(database!, port)))];
    }

    public Stage Stage { get; }

    /// <summary>Its database server; null for a node alone.</summary>
    public PrivatePostgres? Postgres { get; }

    /// <summary>Every node, whether it has a process or not.</summary>
    public IReadOnlyList<RigNode> Nodes { get; }

    /// <summary>Its CLUSTER_LEASE_SECONDS.</summary>
    public TimeSpan Lease { get; }

    /// <summary>Starts them all and waits until every one is well and knows the leader.</summary>
    /// <param name="engine">The engine they use.</param>
    /// <param name="subnet">Their network is 172.30.<paramref name="subnet"/>.0/24.</param>
    /// <param name="nodes">How many.</param>
    /// <param name="lease">How long a lease lasts.</param>
    /// <param name="isDurable">Whether PostgreSQL flushes to disk, as it does for users.</param>
    /// <param name="settings">Settings of every node, besides those of the rig.</param>
    /// <param name="prepare">Done to every node before it is started.</param>
    public static async Task<Cluster> StartAsync(
        Engine engine, int subnet, int nodes = 3, TimeSpan? lease = null, bool isDurable = false, IReadOnlyDictionary<string, string>? settings = null,
        Action<RigNode>? prepare = null)
    {
        var postgres = await PrivatePostgres.StartAsync(isDurable);
        Cluster cluster;
        try
        {
            var connection = await postgres.CreateDatabaseAsync();
            var name = connection.Split("Database=")[1].Split(';')[0];
            var stage = new Stage(engine, subnet);
            foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            {
                stage.Settings[key] = value;
            }

            cluster = new Cluster(stage, postgres, name, nodes, lease ?? TimeSpan.FromSeconds(5));
            foreach (var node in cluster.Nodes)
            {
                prepare?.Invoke(node);
            }
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }

        return await StartedAsync(cluster);
    }

    /// <summary>One node without a shared database, for what needs no failover.</summary>
    public static Task<Cluster> StartAloneAsync(Engine engine, int subnet) =>
        StartedAsync(new Cluster(new Stage(engine, subnet), null, null, nodes: 1, TimeSpan.FromSeconds(5)));

    /// <summary>Everything in its database.</summary>
    public Task<string> DumpDatabaseAsync() => Postgres!.DumpAsync(_database!);

    /// <summary>Waits until every node answers that the cluster is ready, and all agree who leads. Answers the leader.</summary>
    public async Task<RigNode> UntilHealthyAsync()
    {
        RigNode? leader = null;
        await Until.TrueAsync("every node well and of one mind about who leads", async () =>
        {
            var seen = await Task.WhenAll(Nodes.Select(StatusAsync));
            if (seen.Any(s => s is null))
            {
                return false;
            }

            var ids = seen.Select(s => s!.Leader).Distinct().ToArray();
            leader = ids is [{ } id] && seen.All(s => s!.Healthy == Nodes.Count) ? Nodes.SingleOrDefault(n => n.Id == id) : null;
            return leader is not null && seen[Nodes.ToList().IndexOf(leader)]!.IsLeader;
        });
        return leader!;
    }

    /// <summary>The node that says it leads; null when none does.</summary>
    public async Task<RigNode?> LeaderAsync()
    {
        var seen = await Task.WhenAll(Nodes.Where(n => n.IsThere && !n.IsFrozen).Select(async n => (Node: n, Status: await StatusAsync(n))));
        return seen.Where(s => s.Status is { IsLeader: true }).OrderByDescending(s => s.Status!.Term).FirstOrDefault().Node;
    }

    /// <summary>Waits until a node other than one says it leads.</summary>
    public Task<RigNode> UntilLedByAnotherAsync(RigNode former) => Until.SeesAsync(
        $"another leader than {former.Id}",
        async () => await LeaderAsync() is { } leader && leader != former ? leader : null,
        () => Task.FromResult(string.Join("\n---\n", Nodes.Select(n => $"{n.Id}:\n{n.Log}"))));

    /// <summary>What the node says of the cluster, which it must.</summary>
    public static async Task<StatusSeen> StatusOfAsync(RigNode node) => StatusSeen.Of((await node.Api.GetAsync("/cluster/status")).Expect(200));

    /// <summary>What the node says of the cluster; null when it does not answer within a second.</summary>
    public static async Task<StatusSeen?> StatusAsync(RigNode node)
    {
        if (!node.IsThere || node.IsFrozen)
        {
            return null;
        }

        try
        {
            var answer = await node.Api.GetAsync("/cluster/status").WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System);
            return answer.Status == 200 ? StatusSeen.Of(answer.Body) : null;
        }
        catch (Exception away) when (away is HttpRequestException or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The rows that a statement answers, each as JSON; asked of the server itself, by no node's wire.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql)
    {
        var text = await Postgres!.ExecuteAsync(_database!, $"SELECT row_to_json(r) FROM ({sql}) r");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Stage.DisposeAsync();
        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }
    }

    private static async Task<Cluster> StartedAsync(Cluster cluster)
    {
        try
        {
            await cluster.Stage.ClearAsync();
            await Task.WhenAll(cluster.Nodes.Select(n => n.StartAsync()));
            if (cluster.Postgres is not null)
            {
                await cluster.UntilHealthyAsync();
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
