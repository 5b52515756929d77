using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestry.Testing.Network;
using Orchestry.Testing.Postgres;

namespace Orchestry.ClusterRig;

/// <summary>
/// One controller of a rig: an id and an address that outlive its processes, and a wire of its own to the database.
/// </summary>
internal sealed class RigNode : IAsyncDisposable
{
    private readonly Stage _stage;
    private Controller? _process;

    /// <param name="stage">Its cluster.</param>
    /// <param name="id">Its CLUSTER_NODE_ID.</param>
    /// <param name="database">The database's port; null: it has none to share, and is a node alone.</param>
    /// <param name="connectionString">The connection string, given the port of this node's wire.</param>
    public RigNode(Stage stage, string id, int? database, Func<int, string> connectionString)
    {
        _stage = stage;
        Id = id;
        Wire = database is { } port ? new DatabaseProxy(port) : null;
        var (own, ingress) = (FreePort.Next(), FreePort.Next());
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{own}"));
        Ingress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ingress}"));
        Settings = new Dictionary<string, string>(stage.Settings)
        {
            ["ORCHESTRY_HOST"] = "127.0.0.1",
            ["ORCHESTRY_PORT"] = own.ToString(CultureInfo.InvariantCulture),
            ["INGRESS_PORT"] = ingress.ToString(CultureInfo.InvariantCulture),
            ["ORCHESTRY_DATA_DIR"] = Path.Combine(stage.Folder, id),
            ["CLUSTER_NODE_ID"] = id,
        };
        if (Wire is not null)
        {
            Settings["ORCHESTRY_DATABASE"] = connectionString(Wire.Port);
        }
    }

    public string Id { get; }

    /// <summary>Where its API is, in this process and the next.</summary>
    public Uri Address { get; }

    /// <summary>Where its ingress is, in this process and the next.</summary>
    public Uri Ingress { get; }

    /// <summary>Its environment; in force from the next start.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>Its wire to the database; null for a node alone.</summary>
    public DatabaseProxy? Wire { get; }

    /// <summary>Whether it has a process, be it frozen.</summary>
    public bool IsThere => _process is not null;

    /// <summary>Whether it stands still.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>What its present process has printed, or the last one had.</summary>
    public string Log { get => _process?.Log ?? field; private set; } = "";

    /// <summary>A client of this node alone, which follows no redirect.</summary>
    public Api Api => _process?.Api ?? throw new InvalidOperationException($"{Id} has no process.");

    public async Task StartAsync() => _process = await _stage.StartControllerAsync(Settings);

    /// <summary>SIGKILL. Completes when the process is gone.</summary>
    public Task KillAsync() => EndAsync(process => process.KillAsync());

    /// <summary>SIGTERM. Completes when the process is gone.</summary>
    public Task TerminateAsync() => EndAsync(process => process.TerminateAsync());

    /// <summary>SIGSTOP.</summary>
    public void Freeze()
    {
        IsFrozen = true;
        _process!.Freeze();
    }

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        _process!.Thaw();
        IsFrozen = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        if (Wire is not null)
        {
            await Wire.DisposeAsync();
        }
    }

    private async Task EndAsync(Func<Controller, Task> end)
    {
        var process = _process!;
        await end(process);
        Log = process.Log;
        (_process, IsFrozen) = (null, false);
        await process.DisposeAsync();
    }
}
