using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>
/// The way to the shared database: a pool for short statements, connections of their own for whoever must keep one, and the news other nodes
/// send. Where several hosts are named, it is always the one that is the primary now. One per process, shared by store and lease.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource _pool;
    private readonly NpgsqlMultiHostDataSource _single;
    private readonly NpgsqlDataSource _pooled;
    private readonly NpgsqlDataSource _unpooled;
    private readonly SemaphoreSlim _asking;

    /// <summary>Prepares it; nothing is connected yet. Throws <see cref="StoreException"/> for a connection string that is none.</summary>
    public PostgresDatabase(PostgresOptions options, TimeProvider time, ILogger<PostgresDatabase> log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PoolSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ConnectTimeout, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CommandTimeout, TimeSpan.FromSeconds(1));
        var settings = Settings(options);
        Name = NameOf(settings);
        _asking = new SemaphoreSlim(PoolSize = options.PoolSize);
        Time = time;
        CommandTimeout = options.CommandTimeout;
        // Hosts are tried one after the other.
        ConnectTimeout = options.ConnectTimeout * settings.Host!.Split(',').Length;
        // A single host is looked at in the same way: it may be a standby by now, or an address that moves to the primary.
        _pool = new NpgsqlDataSourceBuilder(settings.ToString()).BuildMultiHost();
        _pooled = _pool.WithTargetSession(TargetSessionAttributes.Primary);
        settings.Pooling = false;
        settings.HostRecheckSeconds = 0; // the leader's connections are few and must come back at once: each looks for the primary itself
        _single = new NpgsqlDataSourceBuilder(settings.ToString()).BuildMultiHost();
        _unpooled = _single.WithTargetSession(TargetSessionAttributes.Primary);
        News = new PostgresNews(this, log);
    }

    /// <summary>Where it is, for people: host:port/database. Never holds a password.</summary>
    public string Name { get; }

    /// <summary>What other nodes announce.</summary>
    internal PostgresNews News { get; }

    internal TimeProvider Time { get; }

    internal int PoolSize { get; }

    /// <summary>How long finding the primary and connecting to it may take.</summary>
    internal TimeSpan ConnectTimeout { get; }

    /// <summary>How long a statement may take.</summary>
    internal TimeSpan CommandTimeout { get; }

    /// <summary>
    /// One short piece of work on a connection of the pool. Whoever asks waits no longer than the options say, whatever the network does; work
    /// that comes to its end later ends by the provider's own time limits. Throws <see cref="StoreException"/>.
    /// </summary>
    internal async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ConnectTimeout + CommandTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _asking.WaitAsync(either.Token);
            return await RunAsync(ask).WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw PostgresErrors.Translate(e, Name);
        }
        catch (Exception e) when (PostgresErrors.IsOfTheWay(e))
        {
            throw PostgresErrors.Translate(e, Name);
        }
    }

    /// <summary>A connection of one's own, with a session that nobody else uses. Throws <see cref="StoreException"/>.</summary>
    internal async Task<NpgsqlConnection> OpenOwnAsync(CancellationToken cancellationToken)
    {
        var opening = _unpooled.OpenConnectionAsync(cancellationToken).AsTask();
        try
        {
            return await opening.WaitAsync(ConnectTimeout, Time, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _ = DisposeWhenOpenAsync(opening);
            throw PostgresErrors.Translate(e, Name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await News.DisposeAsync();
        // For the work that still runs. The provider, which asks the server to cancel what is late, waits for the answer without a bound.
        using var late = new CancellationTokenSource(ConnectTimeout + CommandTimeout, Time);
        var places = 0;
        try
        {
            for (; places < PoolSize; places++)
            {
                await _asking.WaitAsync(late.Token);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            // Some of it hangs in the network, and is left there.
        }

        await _pool.DisposeAsync();
        await _single.DisposeAsync();
        if (places > 0)
        {
            _asking.Release(places); // whoever comes now is told that it is closed
        }
    }

    // Not cancelled from outside: the provider would ask the server to cancel, and wait for that, on the thread of whoever cancels.
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> ask)
    {
        try
        {
            await using var connection = await _pooled.OpenConnectionAsync(CancellationToken.None);
            try
            {
                return await ask(connection);
            }
            catch (InvalidOperationException e) when (connection.State != ConnectionState.Open)
            {
                // It broke between two of its statements: then the provider blames who uses it.
                throw PostgresErrors.Translate(e, Name);
            }
        }
        finally
        {
            _asking.Release();
        }
    }

    private static async Task DisposeWhenOpenAsync(Task<NpgsqlConnection> opening)
    {
        try
        {
            await using var late = await opening;
        }
        catch (Exception) // it has been reported, or nobody waits for it any more
        {
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(PostgresOptions options)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Without the provider's words: they may quote the password.
            throw new StoreException("The connection string of the database is malformed. It reads Host=...;Database=...;Username=...;Password=...");
        }

        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw new StoreException("The connection string of the database names no host.");
        }

        settings.TargetSessionAttributes = null;
        settings.HostRecheckSeconds = 1; // for this long a host that failed is not tried again, and a primary is believed to be one
        settings.ApplicationName = "orchestry";
        settings.Timeout = (int)options.ConnectTimeout.TotalSeconds;
        settings.CommandTimeout = (int)options.CommandTimeout.TotalSeconds;
        settings.CancellationTimeout = 250; // milliseconds for the polite way out of a statement that is late
        settings.MaxPoolSize = options.PoolSize;
        settings.MinPoolSize = 0;
        settings.IncludeErrorDetail = false; // details quote stored values
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 5;
        settings.TcpKeepAliveInterval = 1;
        settings.NoResetOnClose = true; // nothing here leaves anything in a session, and a pooler in between resets its own
        return settings;
    }

    private static string NameOf(NpgsqlConnectionStringBuilder settings)
    {
        var hosts = settings.Host!.Split(',').Select(host => host.Contains(':', StringComparison.Ordinal) || host.StartsWith('/')
            ? host
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{settings.Port}"));
        return $"{string.Join(',', hosts)}/{settings.Database ?? settings.Username}";
    }
}
