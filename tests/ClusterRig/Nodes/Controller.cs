using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestry.ClusterRig;

/// <summary>One run of <c>orchestryd</c> as a process of its own.</summary>
internal sealed partial class Controller : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    private Controller(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _serving.TrySetException(new InvalidOperationException($"orchestryd ended before it served:\n{Log}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything it has printed.</summary>
    public string Log => string.Join('\n', _lines);

    public Api Api { get; private set; } = null!;

    /// <summary>Where its ingress is; null: it has told none.</summary>
    public Uri? Ingress { get; private set; }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it on a free port and waits for the line that tells its address.</summary>
    public static async Task<Controller> StartAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var controller = new Controller(Orchestryd.Start(folder, settings, []));
        try
        {
            controller.Api = new Api(await controller._serving.Task.WaitAsync(Until.Ceiling, TimeProvider.System));
            return controller;
        }
        catch
        {
            await controller.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no handler runs. Completes when the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM. Answers the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Signals.Send(_process.Id, Signals.Terminate);
        await _process.WaitForExitAsync().WaitAsync(Until.Ceiling, TimeProvider.System);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: it stands still in the middle of whatever it does, and its connections stay open.</summary>
    public void Freeze() => Signals.Send(_process.Id, Signals.Stop);

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public void Thaw() => Signals.Send(_process.Id, Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Api?.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (IngressAddress().Match(line) is { Success: true } ingress)
        {
            Ingress = new Uri(ingress.Groups[1].Value);
        }

        if (Address().Match(line) is { Success: true } told)
        {
            _serving.TrySetResult(new Uri(told.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"^Orchestry \S+ serves on (http://\S+)")]
    private static partial Regex Address();

    // Told before the API's.
    [GeneratedRegex(@"^Ingress \S+ on (http://\S+)")]
    private static partial Regex IngressAddress();
}
