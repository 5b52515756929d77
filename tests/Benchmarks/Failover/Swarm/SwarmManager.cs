using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.ClusterRig;

namespace Orchestry.Benchmarks.Failover.Swarm;

/// <summary>One engine of the swarm: a network namespace, an address, a folder, and the process of the moment.</summary>
internal sealed class SwarmManager(int number, string hub, DirectoryInfo folder) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string _namespace = string.Create(CultureInfo.InvariantCulture, $"orchestry-swarm-{number}");
    private readonly string _folder = Path.Combine(folder.FullName, number.ToString(CultureInfo.InvariantCulture));
    private Engine? _engine;
    private Process? _daemon;

    public int Number => number;

    /// <summary>What it last answered, for whoever waits in vain.</summary>
    public string Said { get; private set; } = "nothing";

    /// <summary>Where its fellow managers reach it.</summary>
    public string Address { get; } = string.Create(CultureInfo.InvariantCulture, $"10.231.77.{number}:2377");

    private string Host => Address.Split(':')[0];

    /// <summary>Makes its namespace and the wire to the hub.</summary>
    public async Task ConnectAsync()
    {
        var port = string.Create(CultureInfo.InvariantCulture, $"port{number}");
        await Command.TryAsync("ip", "netns", "delete", _namespace);
        await Command.RunAsync("ip", "netns", "add", _namespace);
        await Command.RunAsync("ip", "-n", hub, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", _namespace);
        await Command.RunAsync("ip", "-n", hub, "link", "set", port, "master", "hub", "up");
        await Command.RunAsync("ip", "-n", _namespace, "addr", "add", $"{Host}/24", "dev", "eth0");
        await Command.RunAsync("ip", "-n", _namespace, "link", "set", "lo", "up");
        await Command.RunAsync("ip", "-n", _namespace, "link", "set", "eth0", "up");
    }

    /// <summary>Starts its engine and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(At("exec/containerd"));
        // Not "ip netns exec": that mounts /sys anew, and an engine without control groups does not start.
        var start = new ProcessStartInfo("nsenter",
        [
            $"--net=/run/netns/{_namespace}", "dockerd",
            "--data-root", At("data"), "--exec-root", At("exec"), "--pidfile", At("dockerd.pid"), "-H", $"unix://{At("engine.sock")}",
            "--iptables=false", "--ip-forward=false", "--ip-masq=false", "--log-level=error",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        // An engine would talk to its fellows through a proxy, if one were named.
        foreach (var name in start.Environment.Keys.Where(k => k.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var stale in new[] { At("dockerd.pid"), At("exec/containerd/containerd.pid"), At("engine.sock") })
        {
            File.Delete(stale);
        }

        _daemon = Process.Start(start)!;
        _daemon.BeginErrorReadLine();
        _daemon.BeginOutputReadLine();
        _engine = new Engine(At("engine.sock"));
        await Swarm.UntilAsync($"an answer of engine {number}", async () => await _engine.AnswersAsync() ? this : null, cancellationToken);
    }

    /// <summary>Makes the swarm. Answers the token that managers join by.</summary>
    public async Task<string> InitialiseAsync(CancellationToken cancellationToken)
    {
        (await Running.PostAsync("swarm/init", new JsonObject { ["ListenAddr"] = Address, ["AdvertiseAddr"] = Host })).Expect(200);
        var swarm = await Swarm.UntilAsync("the new swarm", async () => await Running.GetAsync("swarm") is { Status: 200 } made ? made : null, cancellationToken);
        return swarm.Body.Text("JoinTokens.Manager");
    }

    /// <summary>Joins another's swarm as a manager.</summary>
    public async Task JoinAsync(SwarmManager first, string token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (await Running.PostAsync("swarm/join", new JsonObject
        {
            ["ListenAddr"] = Address, ["AdvertiseAddr"] = Host, ["RemoteAddrs"] = new JsonArray(first.Address), ["JoinToken"] = token,
        })).Expect(200);
    }

    /// <summary>How many managers it reaches, and who leads; null when it can't tell.</summary>
    public async Task<ManagersSeen?> TryReadManagersAsync(CancellationToken cancellationToken)
    {
        if (await TryAsync(engine => engine.GetAsync("nodes"), cancellationToken) is not { Status: 200 } answer)
        {
            return null;
        }

        var managers = answer.Body.EnumerateArray().Where(n => n.TryGetProperty("ManagerStatus", out _)).Select(n => n.At("ManagerStatus")).ToArray();
        return new ManagersSeen(
            managers.Count(m => m.Text("Reachability") == "reachable"),
            managers.FirstOrDefault(m => m.TryGetProperty("Leader", out var leads) && leads.GetBoolean()) is { ValueKind: JsonValueKind.Object } leader
                ? leader.Text("Addr") : null);
    }

    /// <summary>Creates a config object. Answers whether that was acknowledged.</summary>
    public async Task<bool> TryWriteAsync(string name, CancellationToken cancellationToken) => await TryAsync(
        engine => engine.PostAsync("configs/create", new JsonObject { ["Name"] = name, ["Data"] = "eA==" }), cancellationToken) is { Status: 201 };

    /// <summary>SIGKILL to the engine and its containerd.</summary>
    public void Kill()
    {
        _daemon!.Kill();
        foreach (var id in Processes().ToArray())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                // It has ended with its parent.
            }
        }

        _daemon.WaitForExit();
        _daemon.Dispose();
        _engine!.Dispose();
        (_daemon, _engine) = (null, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            Kill();
        }

        await Command.TryAsync("ip", "netns", "delete", _namespace);
    }

    private Engine Running => _engine ?? throw new InvalidOperationException($"Engine {number} does not run.");

    private async Task<Answer?> TryAsync(Func<Engine, Task<Answer>> ask, CancellationToken cancellationToken)
    {
        try
        {
            if (_engine is not { } engine)
            {
                return null;
            }

            var answer = await ask(engine).WaitAsync(Patience, TimeProvider.System, cancellationToken);
            Said = answer.Text;
            return answer;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or TimeoutException)
        {
            Said = away.Message;
            return null;
        }
    }

    /// <summary>No process but ours has our folder in its command line.</summary>
    private IEnumerable<int> Processes() => new DirectoryInfo("/proc").EnumerateDirectories()
        .Where(p => int.TryParse(p.Name, CultureInfo.InvariantCulture, out _) && CommandLine(p).Contains(At("exec"), StringComparison.Ordinal))
        .Select(p => int.Parse(p.Name, CultureInfo.InvariantCulture));

    private static string CommandLine(DirectoryInfo process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process.FullName, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string At(string name) => Path.Combine(_folder, name);
}

/// <summary>What a manager knows of its fellows.</summary>
internal sealed record ManagersSeen(int Reachable, string? Leader);
