using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestry.Testing.Network;

namespace Orchestry.Testing.Postgres;

/// <summary>PgBouncer in front of a private server; killed in the end. As root it runs as the user <c>postgres</c>.</summary>
public sealed class PrivatePooler : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly string _folder;
    private Process? _process;

    private PrivatePooler(string folder) => _folder = folder;

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Starts one. When this returns it takes connections.</summary>
    /// <param name="server">The server.</param>
    /// <param name="mode"><c>transaction</c>: each transaction may run on another session of the server. Or <c>session</c>.</param>
    /// <param name="isRoundRobin">Whether it hands out its sessions in turn, not always the last one used.</param>
    /// <param name="sessions">How many it may have.</param>
    public static async Task<PrivatePooler> StartAsync(PrivatePostgres server, string mode = "transaction", bool isRoundRobin = false, int sessions = 20)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("PgBouncer is missing: apt-get install pgbouncer.");
        }

        var pooler = new PrivatePooler(Directory.CreateTempSubdirectory("orchestry-pool-").FullName);
        try
        {
            await pooler.StartAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    [databases]
                    * = host=127.0.0.1 port={server.Port} user=orchestry
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = {pooler.Port}
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = {mode}
                    default_pool_size = {sessions}
                    server_round_robin = {(isRoundRobin ? 1 : 0)}
                    """));
            return pooler;
        }
        catch
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(string configuration)
    {
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, configuration);
        string[] command = [Program, "-q", settings];
        if (Environment.UserName == "root" && !OperatingSystem.IsWindows())
        {
            // It refuses root, as PostgreSQL does.
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command];
        }

        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        for (var start = TimeProvider.System.GetTimestamp(); !await AcceptsAsync();)
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(start) > TestKit.Guard)
            {
                throw new InvalidOperationException($"PgBouncer does not listen on port {Port}.");
            }
        }
    }

    private async Task<bool> AcceptsAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
