using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

/// <summary>A pgbouncer in front of a server on this machine; killed in the end. As root it runs as the user <c>postgres</c>.</summary>
internal sealed class PrivatePgBouncer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private PrivatePgBouncer(Process process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="server">The server's port.</param>
    /// <param name="mode"><c>transaction</c> or <c>session</c>.</param>
    /// <param name="isRoundRobin">Whether it hands out its connections in turn, not always the last one used.</param>
    public static async Task<PrivatePgBouncer> StartAsync(int server, string mode, bool isRoundRobin = false)
    {
        var folder = Directory.CreateTempSubdirectory("orchestry-pgbouncer-");
        var port = FreePort();
        var users = Path.Combine(folder.FullName, "users.txt");
        var settings = Path.Combine(folder.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(users, "\"orchestry\" \"\"\n");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={server} user=orchestry
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            auth_file = {users}
            pool_mode = {mode}
            server_round_robin = {(isRoundRobin ? 1 : 0)}
            """));
        var isRoot = Environment.UserName == "root";
        if (isRoot)
        {
            using var chown = Process.Start("chown", ["-R", "postgres", folder.FullName]);
            await chown.WaitForExitAsync();
        }

        string[] arguments = isRoot ? ["-q", "-u", "postgres", settings] : ["-q", settings];
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/pgbouncer", arguments)) ?? throw new InvalidOperationException("pgbouncer did not start.");
        var bouncer = new PrivatePgBouncer(process, folder, port);
        try
        {
            await Electorate.UntilAsync(bouncer.AnswersAsync);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_process.HasExited, "pgbouncer ended at once.");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
