using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestry.Testing.Network;

namespace Orchestry.Testing.Postgres;

/// <summary>
/// A PostgreSQL server of its own in a folder of its own, on a loopback port of its own; killed and removed in the end. As root it runs as the
/// user <c>postgres</c>, since PostgreSQL refuses root.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _isDurable;
    private int _databases;

    private PrivatePostgres(string folder, int port, bool isDurable) => (_folder, Port, _isDurable) = (folder, port, isDurable);

    /// <summary>The loopback port it listens on; the same after a restart.</summary>
    public int Port { get; }

    /// <summary>Whether a server can be made here.</summary>
    public static bool IsInstalled => BinFolder() is not null;

    /// <summary>Makes and starts one.</summary>
    /// <param name="isDurable">Whether it flushes to disk; tests that kill only processes need not wait for that.</param>
    public static async Task<PrivatePostgres> StartAsync(bool isDurable = false)
    {
        var server = new PrivatePostgres(await NewFolderAsync(), FreePort.Next(), isDurable);
        try
        {
            await AsOwnerAsync(
                "initdb", ["-D", server.Data, "-U", "orchestry", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]);
            await server.StartServerAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a copy of this server that follows it by streaming replication, on a port of its own.</summary>
    public async Task<PrivatePostgres> StartReplicaAsync()
    {
        var replica = new PrivatePostgres(await NewFolderAsync(), FreePort.Next(), _isDurable);
        try
        {
            await AsOwnerAsync(
                "pg_basebackup", ["-h", "127.0.0.1", "-p", Text(Port), "-U", "orchestry", "-D", replica.Data, "-R", "-c", "fast", "--no-sync"]);
            await replica.StartServerAsync();
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a replica a primary of its own. When this returns it takes writes.</summary>
    public Task PromoteAsync() => ExecuteAsync("postgres", "SELECT pg_promote()");

    /// <summary>Waits until this replica has everything its primary has now.</summary>
    public async Task CatchUpWithAsync(PrivatePostgres primary)
    {
        var position = await primary.ExecuteAsync("postgres", "SELECT pg_current_wal_lsn()");
        for (var start = TimeProvider.System.GetTimestamp();
             await ExecuteAsync("postgres", $"SELECT pg_last_wal_replay_lsn() >= '{position}'") != "t";)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TestKit.Guard)
            {
                throw new TimeoutException($"The replica at port {Text(Port)} has not caught up with its primary.");
            }
        }
    }

    /// <summary>A new, empty database. Answers its Npgsql connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>The Npgsql connection string of one of its databases, by way of another port when a proxy stands in between.</summary>
    public string ConnectionString(string database, int? port = null) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port ?? Port};Username=orchestry;Database={database}");

    /// <summary>Runs a statement with psql and answers what it prints, unaligned and without headers.</summary>
    public Task<string> ExecuteAsync(string database, string sql) => AsOwnerAsync(
        "psql", ["-h", "127.0.0.1", "-p", Text(Port), "-U", "orchestry", "-d", database, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql]);

    /// <summary>Everything in one of its databases, as pg_dump writes it.</summary>
    public Task<string> DumpAsync(string database) =>
        AsOwnerAsync("pg_dump", ["-h", "127.0.0.1", "-p", Text(Port), "-U", "orchestry", "-d", database]);

    /// <summary>Starts it again after <see cref="StopServerAsync"/>.</summary>
    public Task StartServerAsync() => AsOwnerAsync("pg_ctl", ["-D", Data, "-w", "-t", "60", "-s", "-l", Path.Combine(_folder, "log"), "-o", Options, "start"]);

    /// <summary>Stops it: <c>fast</c> ends every session in order, <c>immediate</c> is a crash.</summary>
    public Task StopServerAsync(string mode = "fast") => AsOwnerAsync("pg_ctl", ["-D", Data, "-w", "-t", "60", "-m", mode, "stop"]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await StopServerAsync("immediate");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private string Options =>
        $"-p {Text(Port)} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=200 -c shared_buffers=16MB"
        + (_isDurable ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off");

    private static bool IsRoot => Environment.UserName == "root";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? BinFolder() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Max()
            : null;

    private static Task<string> AsOwnerAsync(string program, string[] arguments)
    {
        var path = Path.Combine(
            BinFolder() ?? throw new InvalidOperationException("PostgreSQL's server programs are missing: apt-get install postgresql-15."), program);
        return IsRoot ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        // pg_ctl's server inherits the pipes and would keep them open; a file has no reader that waits.
        var isControl = arguments.Contains("start");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = !isControl,
            RedirectStandardError = !isControl,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var output = isControl ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync();
        var error = isControl ? Task.FromResult("") : process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (await output).TrimEnd('\n')
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {await error}");
    }

    private static async Task<string> NewFolderAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"orchestry-pg-{Guid.NewGuid():N}"[..30]);
        Directory.CreateDirectory(folder);
        if (IsRoot)
        {
            await RunAsync("chown", ["postgres", folder]);
        }

        return folder;
    }
}
