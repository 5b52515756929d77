using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

public sealed partial class FakeContainerEngine
{
    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyList<RecordedCall> Calls
    {
        get
        {
            lock (_sync)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Every container, in order of creation.</summary>
    public IReadOnlyList<FakeContainer> Containers
    {
        get
        {
            lock (_sync)
            {
                return [.. _containers];
            }
        }
    }

    /// <summary>How often an operation was called, with that argument when one is given.</summary>
    public int CountOf(EngineCall operation, string? argument = null)
    {
        lock (_sync)
        {
            return _calls.Count(call => call.Operation == operation && (argument is null || call.Argument == argument));
        }
    }

    /// <summary>The most calls of one operation that were ever under way at once.</summary>
    public int MaxConcurrent(EngineCall operation)
    {
        lock (_sync)
        {
            return _maxConcurrent.GetValueOrDefault(operation);
        }
    }

    /// <summary>The container of that name or id.</summary>
    public FakeContainer Container(string nameOrId) =>
        Find(new ContainerId(nameOrId)) ?? throw new InvalidOperationException($"The fake engine has no container {nameOrId}.");

    /// <summary>The containers that carry a label, with that value when one is given.</summary>
    public IReadOnlyList<FakeContainer> ContainersWith(string label, string? value = null) =>
        [.. Containers.Where(container => LabelQuery.Matches(new Dictionary<string, string?> { [label] = value }, container.Spec.Labels))];

    /// <summary>Holds calls of an operation back until the gate is released; <paramref name="when"/> chooses by argument.</summary>
    public FakeGate Gate(EngineCall operation, Func<string, bool>? when = null)
    {
        var gate = new FakeGate(operation, when ?? (_ => true));
        lock (_sync)
        {
            _gates.Add(gate);
        }

        return gate;
    }

    /// <summary>Holds the answers of an operation back, once it has been carried out, until the gate is released.</summary>
    public FakeGate HoldAnswers(EngineCall operation, Func<string, bool>? when = null)
    {
        var gate = new FakeGate(operation, when ?? (_ => true));
        lock (_sync)
        {
            _answerGates.Add(gate);
        }

        return gate;
    }

    /// <summary>
    /// Makes the next calls of an operation answer a fault. With <paramref name="actsFirst"/> they do their work all the same, as when the
    /// connection breaks before the answer.
    /// </summary>
    public void FailNext(EngineCall operation, EngineFault fault, int times = 1, bool actsFirst = false, Func<string, bool>? when = null)
    {
        lock (_sync)
        {
            _plannedFaults.Add(new PlannedFault(operation, when ?? (_ => true), fault, times, actsFirst));
        }
    }

    /// <summary>Forgets the faults that were planned and have not come.</summary>
    public void ClearPlannedFaults()
    {
        lock (_sync)
        {
            _plannedFaults.Clear();
        }
    }

    /// <summary>Takes the engine away: calls, also those under way, answer Unreachable; streams break; watchers are told.</summary>
    public void GoAway()
    {
        CancellationTokenSource outage;
        lock (_sync)
        {
            if (_away is not null)
            {
                return;
            }

            _away = Gone;
            TellAll(new EngineEvent.Disconnected(_away));
            outage = _outage;
        }

        outage.Cancel();
    }

    /// <summary>
    /// Brings the engine back. Containers that were running go on (live restore), or, when <paramref name="stoppedContainers"/>, have exited
    /// with 137 without an event, as after a restart of the engine's host. Events from before are forgotten.
    /// </summary>
    public void ComeBack(bool stoppedContainers = false)
    {
        lock (_sync)
        {
            if (_away is null)
            {
                return;
            }

            _history.Clear();
            if (stoppedContainers)
            {
                foreach (var container in _containers.Where(container => container.IsRunning))
                {
                    End(container, exitCode: 137, isTold: false);
                }
            }

            _outage = new CancellationTokenSource();
            _away = null;
            TellAll(new EngineEvent.Connected());
        }
    }

    /// <summary>Breaks and rebuilds the event streams alone; events told in between are missed.</summary>
    public void InterruptEvents(Action? meanwhile = null)
    {
        lock (_sync)
        {
            TellAll(new EngineEvent.Disconnected(new EngineFault(EngineFaultKind.Unreachable, "The event stream broke.")));
            _isMute = true;
        }

        meanwhile?.Invoke();
        lock (_sync)
        {
            _isMute = false;
            TellAll(new EngineEvent.Connected());
        }
    }

    /// <summary>The container's main process ends by itself, now.</summary>
    public void Crash(string nameOrId, int exitCode = 1) => EndNow(nameOrId, exitCode, outOfMemory: false);

    /// <summary>The kernel kills the container for lack of memory: an out-of-memory event, then its death with 137.</summary>
    public void RunOutOfMemory(string nameOrId) => EndNow(nameOrId, exitCode: 137, outOfMemory: true);

    /// <summary>Somebody else kills the container on the engine's host: its death with 137 and nothing in the journal.</summary>
    public void KillBehindOurBack(string nameOrId) => EndNow(nameOrId, exitCode: 137, outOfMemory: false);

    /// <summary>Somebody else removes the container (<c>docker rm -f</c>); nothing in the journal.</summary>
    public void RemoveBehindOurBack(string nameOrId)
    {
        lock (_sync)
        {
            Discard(Container(nameOrId));
        }
    }

    /// <summary>The log of a container, to write to.</summary>
    public FakeLog Logs(string nameOrId) => Container(nameOrId).Log;

    private void EndNow(string nameOrId, int exitCode, bool outOfMemory)
    {
        lock (_sync)
        {
            var container = Container(nameOrId);
            if (!container.IsRunning)
            {
                throw new InvalidOperationException($"The fake engine's container {nameOrId} is {container.State}, so it can't end.");
            }

            End(container, exitCode, outOfMemory: outOfMemory);
        }
    }
}
