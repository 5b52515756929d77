using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;
using Orchestry.Host.Settings;
using Orchestry.Storage;
using Orchestry.Storage.Postgres;
using Orchestry.Storage.Postgres.Leadership;
using Orchestry.Storage.Postgres.Metrics;
using Orchestry.Storage.Sqlite;
using Orchestry.Storage.Sqlite.Metrics;

namespace Orchestry.Host;

/// <summary>
/// Where this node keeps its data and how it comes to lead: a file of its own, which makes it the leader for ever, or a database that it shares
/// with others. The rest of the program does not know which.
/// </summary>
internal sealed class Persistence : IAsyncDisposable
{
    private readonly PostgresDatabase? _database;

    private Persistence(
        IStore store, ILeaderLease lease, IMembership membership, IReadingBoard? board, ITrafficBoard trafficBoard, IMetricHistory metrics,
        PostgresDatabase? database) =>
        (Store, Lease, Membership, Board, TrafficBoard, Metrics, _database) = (store, lease, membership, board, trafficBoard, metrics, database);

    public IStore Store { get; }

    public ILeaderLease Lease { get; }

    public IMembership Membership { get; }

    /// <summary>Null where nobody else is there to read it.</summary>
    public IReadingBoard? Board { get; }

    public ITrafficBoard TrafficBoard { get; }

    public IMetricHistory Metrics { get; }

    /// <summary>Prepares what the settings say; nothing is opened yet.</summary>
    public static Persistence Of(OrchestrySettings settings, ClusterNode self, TimeProvider clock, ILoggerFactory loggers)
    {
        if (settings.Database is not { } options)
        {
            var file = new SqliteStore(new SqliteOptions { Folder = settings.DataDir }, loggers.CreateLogger<SqliteStore>());
            return new Persistence(
                file, new SoleLease(), new SoleMembership(self, Product.Version, clock), null, new SoleTrafficBoard(clock),
                new SqliteMetricHistory(file), null);
        }

        var database = new PostgresDatabase(options, clock, loggers.CreateLogger<PostgresDatabase>());
        return new Persistence(
            new PostgresStore(database, loggers.CreateLogger<PostgresStore>()),
            new PostgresLease(database, self, settings.Cluster.Lease, loggers.CreateLogger<PostgresLease>()),
            new PostgresMembership(database, self, Product.Version, settings.Cluster.Lease),
            new PostgresReadingBoard(database),
            new PostgresTrafficBoard(database),
            new PostgresMetricHistory(database),
            database);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
