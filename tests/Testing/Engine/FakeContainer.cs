using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

/// <summary>A container of the fake engine, to look at and to play with. Its state is the engine's: change it through the engine.</summary>
public sealed class FakeContainer
{
    private readonly TimeProvider _time;
    private long _cpuBefore;
    private DateTimeOffset _cpuSince;
    private double _processorsInUse;

    internal FakeContainer(ContainerId id, ContainerSpec spec, ContainerBehaviour behaviour, TimeProvider time)
    {
        (Id, Spec, Behaviour, _time) = (id, spec, behaviour, time);
        CreatedAt = _cpuSince = time.GetUtcNow();
        Log = new FakeLog(time);
    }

    public ContainerId Id { get; }

    public string Name => Spec.Name;

    /// <summary>What it was created from.</summary>
    public ContainerSpec Spec { get; }

    /// <summary>The files that were put into it, by path.</summary>
    public IReadOnlyDictionary<string, string> Files { get; internal set; } = new Dictionary<string, string>();

    /// <summary>How it acts; a change counts from the next operation on.</summary>
    public ContainerBehaviour Behaviour { get; set; }

    public ContainerState State { get; internal set; } = ContainerState.Created;

    public bool IsRunning => State == ContainerState.Running;

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset? StartedAt { get; internal set; }

    public DateTimeOffset? FinishedAt { get; internal set; }

    public int? ExitCode { get; internal set; }

    public bool OutOfMemory { get; internal set; }

    /// <summary>How often its main process was started.</summary>
    public int Starts { get; internal set; }

    /// <summary>Every signal it was sent, oldest first; a stop sends SIGTERM and perhaps SIGKILL.</summary>
    public IReadOnlyList<string> Signals
    {
        get
        {
            lock (ReceivedSignals)
            {
                return [.. ReceivedSignals];
            }
        }
    }

    /// <summary>Its address by network name while it runs.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; internal set; } = new Dictionary<string, string>();

    /// <summary>What it has written; <c>Log.Write("line")</c> writes more.</summary>
    public FakeLog Log { get; }

    /// <summary>Memory its statistics show, in bytes. Default 10 MiB.</summary>
    public long MemoryInUse { get; set; } = 10 * 1024 * 1024;

    /// <summary>Bytes received, as its statistics show.</summary>
    public long ReceivedBytes { get; set; }

    /// <summary>Bytes sent, as its statistics show.</summary>
    public long SentBytes { get; set; }

    /// <summary>Processors it keeps busy from now on (0.5: half of one); its processor time grows accordingly. Default 0.</summary>
    public double ProcessorsInUse
    {
        get => _processorsInUse;
        set
        {
            _cpuBefore = CpuNanoseconds;
            _cpuSince = _time.GetUtcNow();
            _processorsInUse = value;
        }
    }

    /// <summary>Processor time so far.</summary>
    public long CpuNanoseconds => _cpuBefore + (long)((_time.GetUtcNow() - _cpuSince).Ticks * 100 * _processorsInUse);

    internal List<string> ReceivedSignals { get; } = [];

    internal ITimer? EndsByItself { get; set; }

    /// <summary>Completes when the current run has ended.</summary>
    internal TaskCompletionSource Ended { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ContainerSnapshot ToSnapshot(bool inList)
    {
        var snapshot = new ContainerSnapshot
        {
            Id = Id,
            Name = Name,
            Image = Spec.Image,
            State = State,
            Labels = Spec.Labels,
            Addresses = Addresses,
            CreatedAt = CreatedAt,
        };
        return inList ? snapshot : snapshot with
        {
            StartedAt = StartedAt,
            FinishedAt = IsRunning ? null : FinishedAt,
            ExitCode = IsRunning ? null : ExitCode,
            OutOfMemory = OutOfMemory,
            ProcessId = IsRunning ? 1000 + Starts : 0,
        };
    }

    internal ContainerStats ToStats(long hostMemory) => new(
        _time.GetUtcNow(), CpuNanoseconds, MemoryInUse, Spec.MemoryBytes > 0 ? Spec.MemoryBytes : hostMemory, ReceivedBytes, SentBytes);
}
