using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestry.Testing.Network;

namespace Orchestry.Testing.Postgres;

/// <summary>
/// PgBouncer in front of a private server, in transaction mode: each transaction may run on another of its two sessions. Killed in the end.
/// </summary>
public sealed class PrivatePooler : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly string _folder;
    private Process? _process;

    private PrivatePooler(string folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts one. When this returns it takes connections.</summary>
    public static async Task<PrivatePooler> StartAsync(PrivatePostgres server)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("PgBouncer is missing: apt-get install pgbouncer.");
        }

        var pooler = new PrivatePooler(Directory.CreateTempSubdirectory("orchestry-pool-").FullName, FreePort.Next());
        try
        {
            await pooler.StartAsync(server.Port);
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

    private async Task StartAsync(int target)
    {
        var (users, settings) = (Path.Combine(_folder, "users.txt"), Path.Combine(_folder, "pgbouncer.ini"));
        await File.WriteAllTextAsync(users, "\"orchestry\" \"\"\n");
        await File.WriteAllTextAsync(settings, string.Create(
            CultureInfo.InvariantCulture,
            $"""
            [databases]
            * = host=127.0.0.1 port={target}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {users}
            pool_mode = transaction
            default_pool_size = 2
            """));
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
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
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
