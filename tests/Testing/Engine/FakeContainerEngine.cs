using System.Security.Cryptography;
using System.Text;
using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

/// <summary>
/// A container engine in memory, with the real one's manners and whatever misbehaviour a test asks for. Thread-safe; deterministic on its
/// time provider: what takes no time completes before the call returns. Passes the same contract suite as the real client.
/// </summary>
public sealed partial class FakeContainerEngine(TimeProvider time, string name = "fake") : IContainerEngine
{
    private static readonly EngineFault Gone = new(
        EngineFaultKind.Unreachable, "No Docker engine answers at fake://engine: Connection refused.", "Start it.");

    private readonly Lock _sync = new();
    private readonly List<RecordedCall> _calls = [];
    private readonly List<FakeGate> _gates = [];
    private readonly List<FakeGate> _answerGates = [];
    private readonly List<PlannedFault> _plannedFaults = [];
    private readonly Dictionary<EngineCall, int> _concurrent = [];
    private readonly Dictionary<EngineCall, int> _maxConcurrent = [];
    private CancellationTokenSource _outage = new();
    private EngineFault? _away;
    private int _lastId;

    /// <inheritdoc/>
    public EngineName Name { get; } = new(name);

    /// <summary>Processors of the host, for <see cref="GetInfoAsync"/>. Default 2.</summary>
    public int Processors { get; set; } = 2;

    /// <summary>Memory of the host in bytes. Default 8 GiB.</summary>
    public long HostMemory { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <inheritdoc/>
    public Task<EngineResult<EngineInfo>> GetInfoAsync(CancellationToken cancellationToken) =>
        CallAsync<EngineInfo>(EngineCall.Info, "", _ =>
        {
            lock (_sync)
            {
                return Task.FromResult<EngineResult<EngineInfo>>(new EngineInfo(
                    "20.10.0-fake", "1.41", Name.Value, Processors, HostMemory, _containers.Count(container => container.IsRunning), _containers.Count));
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_sync)
        {
            foreach (var container in _containers)
            {
                container.EndsByItself?.Dispose();
            }
        }

        _outage.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The way of every unary call: into the journal, past the gates, to the engine if it is there, and out with what was planned.</summary>
    private async Task<EngineResult<T>> CallAsync<T>(
        EngineCall operation, string argument, Func<CancellationToken, Task<EngineResult<T>>> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Record(operation, argument);
        Enter(operation);
        try
        {
            foreach (var gate in GatesFor(_gates, operation, argument))
            {
                await gate.PassAsync(cancellationToken);
            }

            var (away, outage) = Reach();
            if (away is not null)
            {
                return away;
            }

            var planned = TakePlanned(operation, argument);
            if (planned is { ActsFirst: false })
            {
                return planned.Fault;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(outage, cancellationToken);
            var result = await act(either.Token);
            foreach (var gate in GatesFor(_answerGates, operation, argument))
            {
                await gate.PassAsync(either.Token);
            }

            return planned?.Fault ?? result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The outage cancelled it; the engine may be back already.
            return Gone;
        }
        finally
        {
            Leave(operation);
        }
    }

    private (EngineFault? Away, CancellationToken Outage) Reach()
    {
        lock (_sync)
        {
            return (_away, _outage.Token);
        }
    }

    private void Record(EngineCall operation, string argument)
    {
        lock (_sync)
        {
            _calls.Add(new RecordedCall(operation, argument, time.GetUtcNow()));
        }
    }

    private FakeGate[] GatesFor(List<FakeGate> gates, EngineCall operation, string argument)
    {
        lock (_sync)
        {
            return [.. gates.Where(gate => gate.Holds(operation, argument))];
        }
    }

    private PlannedFault? TakePlanned(EngineCall operation, string argument)
    {
        lock (_sync)
        {
            var index = _plannedFaults.FindIndex(planned => planned.Operation == operation && planned.Applies(argument));
            if (index < 0)
            {
                return null;
            }

            var planned = _plannedFaults[index];
            if (planned.Times == 1)
            {
                _plannedFaults.RemoveAt(index);
            }
            else
            {
                _plannedFaults[index] = planned with { Times = planned.Times - 1 };
            }

            return planned;
        }
    }

    private void Enter(EngineCall operation)
    {
        lock (_sync)
        {
            var now = _concurrent[operation] = _concurrent.GetValueOrDefault(operation) + 1;
            _maxConcurrent[operation] = Math.Max(now, _maxConcurrent.GetValueOrDefault(operation));
        }
    }

    private void Leave(EngineCall operation)
    {
        lock (_sync)
        {
            _concurrent[operation]--;
        }
    }

    /// <summary>Time passing inside the engine. None passes without a thread switch when it is zero.</summary>
    private Task PassAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        duration > TimeSpan.Zero ? Task.Delay(duration, time, cancellationToken) : Task.CompletedTask;

    // Looks like the engine's ids, and is the same in every run.
    private string NextId(string kind) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {Interlocked.Increment(ref _lastId)}")));

    private sealed record PlannedFault(EngineCall Operation, Func<string, bool> Applies, EngineFault Fault, int Times, bool ActsFirst);
}
