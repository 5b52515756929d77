using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

/// <summary>What a fake container has written. Kept over restarts, like the engine does.</summary>
public sealed class FakeLog
{
    private static readonly EngineFault Cut = new(EngineFaultKind.Unreachable, "The connection to the engine broke while it sent a log.");

    private readonly Lock _sync = new();
    private readonly TimeProvider _time;
    private readonly List<LogFrame> _lines = [];
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource? _held;
    private int _rotatedAway;
    private int _breaks;
    private int _followers;

    internal FakeLog(TimeProvider time) => _time = time;

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<LogFrame> Lines
    {
        get
        {
            lock (_sync)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>How many readers follow it now.</summary>
    public int Followers
    {
        get
        {
            lock (_sync)
            {
                return _followers;
            }
        }
    }

    /// <summary>Writes a line, as the container's process would.</summary>
    /// <param name="text">The line.</param>
    /// <param name="stream">Where it is written.</param>
    /// <param name="at">The engine's stamp, which may be out of order; null: now.</param>
    public void Write(string text, LogStream stream = LogStream.Stdout, DateTimeOffset? at = null)
    {
        lock (_sync)
        {
            _lines.Add(new LogFrame(stream, at ?? _time.GetUtcNow(), text));
        }

        Pulse();
    }

    /// <summary>Only the newest lines stay, as after a rotation. A follower that has not come so far loses it, too.</summary>
    public void Rotate(int keep)
    {
        lock (_sync)
        {
            var dropped = Math.Max(0, _lines.Count - keep);
            _lines.RemoveRange(0, dropped);
            _rotatedAway += dropped;
        }
    }

    /// <summary>Breaks the connection of everyone who reads it at this moment.</summary>
    public void Break()
    {
        lock (_sync)
        {
            _breaks++;
        }

        Pulse();
    }

    /// <summary>Whoever reads it gets no further line until the readers are resumed: an engine that is slow.</summary>
    public void HoldReaders()
    {
        lock (_sync)
        {
            _held ??= NewSignal();
        }
    }

    /// <summary>Takes back <see cref="HoldReaders"/>.</summary>
    public void ResumeReaders()
    {
        lock (_sync)
        {
            _held?.TrySetResult();
            _held = null;
        }
    }

    /// <summary>Makes followers look again: a line was written or the container exited.</summary>
    internal void Pulse()
    {
        lock (_sync)
        {
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    internal async IAsyncEnumerable<LogFrame> ReadAsync(
        LogQuery query, Func<bool> isRunning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (breaks, next) = Enter(query);
        try
        {
            while (true)
            {
                // Asked before the lines are read: what a container writes before it exits must not be missed.
                var goesOn = query.Follow && isRunning();
                var (fresh, changed) = Take(ref next);
                foreach (var line in fresh.Where(line => query.Since is null || line.Timestamp >= query.Since))
                {
                    await PassAsync(breaks, cancellationToken);
                    yield return line;
                }

                if (!goesOn)
                {
                    yield break;
                }

                // Between the question and the signal the container may have exited: then there is nothing to wait for.
                if (isRunning())
                {
                    await changed.WaitAsync(cancellationToken);
                    await PassAsync(breaks, cancellationToken);
                }
            }
        }
        finally
        {
            Leave(query);
        }
    }

    private (int Breaks, int Next) Enter(LogQuery query)
    {
        lock (_sync)
        {
            _followers += query.Follow ? 1 : 0;
            return (_breaks, _rotatedAway + Math.Max(0, _lines.Count - (query.Tail ?? _lines.Count)));
        }
    }

    private void Leave(LogQuery query)
    {
        lock (_sync)
        {
            _followers -= query.Follow ? 1 : 0;
        }
    }

    private (List<LogFrame> Fresh, Task Changed) Take(ref int next)
    {
        lock (_sync)
        {
            var fresh = _lines[Math.Max(0, next - _rotatedAway)..];
            next = _rotatedAway + _lines.Count;
            return (fresh, _changed.Task);
        }
    }

    /// <summary>On the way to the reader: it may be held up there, or the connection may be broken.</summary>
    private async Task PassAsync(int breaks, CancellationToken cancellationToken)
    {
        Task held;
        lock (_sync)
        {
            held = _held?.Task ?? Task.CompletedTask;
        }

        await held.WaitAsync(cancellationToken);
        lock (_sync)
        {
            if (_breaks != breaks)
            {
                throw new EngineException(Cut);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
