using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;
using Orchestry.Storage.Postgres;
using Orchestry.Storage.Postgres.Leadership;
using Orchestry.Testing;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

/// <summary>A node that wants to lead.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task<IOffice>? _standing;

    public Contender(string id, string connectionString, LeaseOptions options)
    {
        Node = new ClusterNode(id, $"{id}.example", $"http://{id}:8000");
        Database = new PostgresDatabase(
            new PostgresOptions { ConnectionString = connectionString, ConnectTimeout = TimeSpan.FromSeconds(1), CommandTimeout = TimeSpan.FromSeconds(1) },
            TimeProvider.System, Logs.CreateLogger<PostgresDatabase>());
        Lease = new PostgresLease(Database, Node, options, Logs.CreateLogger<PostgresLease>());
        Membership = new PostgresMembership(Database, Node, "1.2.3", options);
    }

    public ClusterNode Node { get; }

    public CapturingLoggerFactory Logs { get; } = new();

    public PostgresDatabase Database { get; }

    public PostgresLease Lease { get; }

    public PostgresMembership Membership { get; }

    /// <summary>Begins to stand for office; the same attempt while it lasts.</summary>
    public Task<IOffice> Stand() => _standing ??= Lease.AcquireAsync(_stopping.Token);

    /// <summary>Stands again after its office is over.</summary>
    public Task<IOffice> StandAgain()
    {
        _standing = null;
        return Stand();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_standing is not null)
        {
            await ((Task)_standing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_standing.IsCompletedSuccessfully)
            {
                await (await _standing).DisposeAsync();
            }
        }

        await Database.DisposeAsync();
        _stopping.Dispose();
    }
}
