using System.Collections.Concurrent;

namespace Orchestry.Actors.Kernel;

/// <summary>
/// Ends a process in order: phase after phase, the tasks of one phase side by side. A task that fails is logged and holds nothing up;
/// one that exceeds its phase's timeout is left behind. Runs once; the last phase terminates the actor system. Thread-safe.
/// </summary>
public sealed class CoordinatedShutdown
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    /// <summary>The phases in the order they run.</summary>
    public static readonly IReadOnlyList<string> Phases =
    [
        PhaseBeforeServiceUnbind, PhaseServiceUnbind, PhaseServiceRequestsDone, PhaseServiceStop,
        PhaseBeforeClusterShutdown, PhaseClusterShutdown, PhaseBeforeActorSystemTerminate, PhaseActorSystemTerminate,
    ];

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _system;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, TimeSpan> _timeouts = new(StringComparer.Ordinal);
    private readonly List<ShutdownTask> _tasks = [];
    private Task? _run;

    internal CoordinatedShutdown(ActorSystem system)
    {
        _system = system;
        _timeouts[PhaseActorSystemTerminate] = TimeSpan.FromSeconds(10);
        AddTask(PhaseActorSystemTerminate, "terminate-system", _ => _system.Terminate());
    }

    /// <summary>Why the shutdown runs; null until it does.</summary>
    public Reason? ShutdownReason { get; private set; }

    public static CoordinatedShutdown Get(ActorSystem system) => system.CoordinatedShutdown;

    public void AddTask(string phase, string taskName, Func<Task<Done>> task) => AddTask(phase, taskName, _ => task());

    /// <param name="phase">One of <see cref="Phases"/>. A task added to a phase that has begun does not run.</param>
    /// <param name="taskName">For the log.</param>
    /// <param name="task">Its token is cancelled at the phase's timeout.</param>
    public void AddTask(string phase, string taskName, Func<CancellationToken, Task> task)
    {
        ThrowIfUnknown(phase);
        lock (_gate)
            _tasks.Add(new ShutdownTask(phase, taskName, task));
    }

    /// <summary>Default 5 s, for the last phase 10 s; on the system's clock.</summary>
    public void SetTimeout(string phase, TimeSpan timeout)
    {
        ThrowIfUnknown(phase);
        _timeouts[phase] = timeout;
    }

    public TimeSpan Timeout(string phase) => _timeouts.GetValueOrDefault(phase, DefaultTimeout);

    /// <summary>Every call answers the one run's task, which never fails.</summary>
    public Task RunAsync(Reason reason)
    {
        lock (_gate)
        {
            if (_run is not null)
                return _run;

            ShutdownReason = reason;
            return _run = Task.Run(RunPhasesAsync);
        }
    }

    private static void ThrowIfUnknown(string phase)
    {
        if (!Phases.Contains(phase))
            throw new ArgumentException($"'{phase}' is not a shutdown phase; there are {string.Join(", ", Phases)}.", nameof(phase));
    }

    private async Task RunPhasesAsync()
    {
        foreach (var phase in Phases)
        {
            ShutdownTask[] tasks;
            lock (_gate)
                tasks = [.. _tasks.Where(task => task.Phase == phase)];

            if (tasks.Length == 0)
                continue;

            _system.Log.ShutdownPhase(phase, tasks.Length, ShutdownReason!);
            using var deadline = new CancellationTokenSource(Timeout(phase), _system.Clock);
            await Task.WhenAll(tasks.Select(task => RunTaskAsync(task, deadline.Token))).ConfigureAwait(false);
        }
    }

    private async Task RunTaskAsync(ShutdownTask task, CancellationToken deadline)
    {
        try
        {
            await task.Run(deadline).WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            _system.Log.ShutdownTaskTimedOut(task.Name, task.Phase, Timeout(task.Phase));
        }
        catch (Exception error)
        {
            _system.Log.ShutdownTaskFailed(error, task.Name, task.Phase);
        }
    }

    /// <summary>Why a process ends.</summary>
    public record Reason(string Text)
    {
        public static readonly Reason ProcessExit = new("the process was asked to exit");
        public static readonly Reason Unknown = new("unknown");

        public sealed override string ToString() => Text;
    }

    private sealed record ShutdownTask(string Phase, string Name, Func<CancellationToken, Task> Run);
}
