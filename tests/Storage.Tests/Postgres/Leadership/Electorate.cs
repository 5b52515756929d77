using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Cluster;
using Orchestry.Storage.Postgres;
using Orchestry.Testing;
using Orchestry.Testing.Postgres;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

/// <summary>A database of its own, with the schema, and the nodes that share it.</summary>
internal sealed class Electorate : IAsyncDisposable
{
    /// <summary>Real time after which a wait counts as failed. Only a guard.</summary>
    public static readonly TimeSpan Guard = TestKit.Guard;

    private readonly List<IAsyncDisposable> _owned = [];

    private Electorate(PrivatePostgres server, string name, LeaseOptions options) => (Server, Name, Options) = (server, name, options);

    public PrivatePostgres Server { get; }

    public string Name { get; }

    public LeaseOptions Options { get; }

    /// <summary>Makes the database. Leases last two seconds unless a test needs to see that nobody waited for one to expire.</summary>
    public static async Task<Electorate> MakeAsync(PrivatePostgres server, double leaseSeconds = 2)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var name = connectionString[(connectionString.LastIndexOf('=') + 1)..];
        var electorate = new Electorate(server, name, new LeaseOptions { Duration = TimeSpan.FromSeconds(leaseSeconds) });
        await using var store = electorate.Store();
        await store.OpenAsync(default);
        // Whatever a test does, these two hold; a statement that breaks them fails, and so does the test.
        await electorate.ExecuteAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'lease % of term % is % with term %',
                OLD.leader_id, OLD.term, TG_OP, CASE WHEN TG_OP = 'UPDATE' THEN NEW.term END; END $$;
            CREATE TRIGGER stays BEFORE DELETE ON leader_lease FOR EACH ROW EXECUTE FUNCTION refuse();
            CREATE TRIGGER grows BEFORE UPDATE ON leader_lease FOR EACH ROW WHEN (NEW.term < OLD.term) EXECUTE FUNCTION refuse();
            """);
        return electorate;
    }

    public Contender Node(string id, int? port = null, string user = "orchestry")
    {
        var contender = new Contender(
            id, Server.ConnectionString(Name, port).Replace("Username=orchestry", $"Username={user}", StringComparison.Ordinal), Options);
        _owned.Insert(0, contender);
        return contender;
    }

    public DatabaseProxy Proxy(int? target = null)
    {
        var proxy = new DatabaseProxy(target ?? Server.Port);
        _owned.Add(proxy);
        return proxy;
    }

    public PostgresStore Store()
    {
        var database = new PostgresDatabase(
            new PostgresOptions { ConnectionString = Server.ConnectionString(Name) }, TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        _owned.Add(database);
        return new PostgresStore(database, NullLogger<PostgresStore>.Instance);
    }

    public Task<string> ExecuteAsync(string sql) => Server.ExecuteAsync(Name, sql);

    public async Task<long> TermAsync() => long.Parse(await ExecuteAsync("SELECT term FROM leader_lease"), CultureInfo.InvariantCulture);

    /// <summary>Ends the session that has the lock, as the death of its process would.</summary>
    public Task EndLockHolderAsync() => ExecuteAsync(
        """
        SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);

    /// <summary>Done when so many sessions wait inside the lock.</summary>
    public Task WaitersAsync(int count) => UntilAsync(async () => await ExecuteAsync(
        """
        SELECT count(*) FROM pg_locks
        WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """) == count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Done when the lease has been renewed for longer than one lasts.</summary>
    public async Task OutlastLeaseAsync()
    {
        var from = await ExecuteAsync("SELECT clock_timestamp()");
        await UntilAsync(async () => await ExecuteAsync(
            $"SELECT renewed_at > '{from}'::timestamptz + interval '{Options.Duration.TotalSeconds} s' FROM leader_lease") == "t");
    }

    /// <summary>The first of them to lead.</summary>
    public static async Task<(Contender Leader, IOffice Office)> FirstOfAsync(params Contender[] contenders)
    {
        var first = await Task.WhenAny(contenders.Select(contender => contender.Stand())).WaitAsync(Guard);
        return (contenders.First(contender => contender.Stand() == first), await first);
    }

    /// <summary>Done when the condition holds; fails when it does not in good time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var guard = new CancellationTokenSource(Guard, TimeProvider.System);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, guard.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }
    }
}
