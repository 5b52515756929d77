using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orchestry.EndToEnd.Tests.Rig;

/// <summary>
/// A Docker engine of the test's own, beside the machine's and apart from it: own socket, own data, own containerd. It can lose its power.
/// Needs root and the program <c>dockerd</c>.
/// </summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orchestry-dockerd-");
    private readonly StringBuilder _log = new();
    private Process? _daemon;

    private PrivateEngine() => Engine = new Engine(Path.Combine(_folder.FullName, "engine.sock"));

    public Engine Engine { get; }

    public static async Task<PrivateEngine> StartAsync()
    {
        Assert.True(Environment.IsPrivilegedProcess, "This test starts a Docker engine of its own, which only root can. Run the tests as root.");
        var engine = new PrivateEngine();
        try
        {
            await engine.PowerOnAsync();
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async Task PowerOnAsync()
    {
        // A machine that boots has no processes; the files that tell of them are on a file system that does not survive.
        foreach (var stale in _folder.EnumerateFiles("*.pid", SearchOption.TopDirectoryOnly).Concat(ContainerdPid()))
        {
            stale.Delete();
        }

        var start = new ProcessStartInfo("dockerd",
        [
            "--data-root", At("data"), "--exec-root", At("exec"), "--pidfile", At("dockerd.pid"), "-H", Engine.Host,
            "--bridge", "orchestry-e2e0", "--iptables=false", "--ip-forward=false", "--ip-masq=false",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        _daemon = Process.Start(start)!;
        _daemon.ErrorDataReceived += (_, line) => Read(line.Data);
        _daemon.OutputDataReceived += (_, line) => Read(line.Data);
        _daemon.BeginErrorReadLine();
        _daemon.BeginOutputReadLine();
        await Until.SeesAsync<object>("an answer of the private engine", async () => await Engine.AnswersAsync() ? this : null, () =>
        {
            lock (_log)
            {
                return Task.FromResult(_log.ToString());
            }
        });
    }

    /// <summary>SIGKILL to the engine, its containerd, and every container with its keeper.</summary>
    public async Task PowerOffAsync(IEnumerable<int> containerProcesses)
    {
        _daemon!.Kill();
        await _daemon.WaitForExitAsync();
        _daemon.Dispose();
        _daemon = null;
        foreach (var id in KeeperProcesses().Concat(containerProcesses).ToArray())
        {
            KillProcess(id);
        }

        await Until.TrueAsync("the private engine's processes gone", () => Task.FromResult(!KeeperProcesses().Any()));
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is { HasExited: false })
        {
            var left = (await Engine.GetAsync("containers/json?all=true")).Expect(200);
            foreach (var container in left.EnumerateArray())
            {
                await Engine.RemoveContainerAsync(container.Text("Id"));
            }

            await Engine.PostAsync("networks/prune");
            using var kill = Process.Start("kill", ["-TERM", _daemon.Id.ToString(CultureInfo.InvariantCulture)]);
            await _daemon.WaitForExitAsync().WaitAsync(Until.Ceiling, TimeProvider.System);
        }

        _daemon?.Dispose();
        Engine.Dispose();
        foreach (var id in KeeperProcesses().ToArray())
        {
            KillProcess(id);
        }

        // What a container had mounted when its engine died stays mounted.
        foreach (var mount in (await File.ReadAllLinesAsync("/proc/mounts")).Select(m => m.Split(' ')[1])
            .Where(m => m.StartsWith(_folder.FullName + "/", StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal))
        {
            using var unmount = Process.Start("umount", ["-l", mount]);
            await unmount.WaitForExitAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>containerd and its shims: no process but ours has our folder in its command line.</summary>
    private IEnumerable<int> KeeperProcesses()
    {
        foreach (var process in new DirectoryInfo("/proc").EnumerateDirectories())
        {
            if (int.TryParse(process.Name, CultureInfo.InvariantCulture, out var id) && CommandLine(process).Contains(At("exec"), StringComparison.Ordinal))
            {
                yield return id;
            }
        }
    }

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

    private static void KillProcess(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself, with its parent.
        }
    }

    private IEnumerable<FileInfo> ContainerdPid() => new FileInfo(At("exec/containerd/containerd.pid")) is { Exists: true } file ? [file] : [];

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Read(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
