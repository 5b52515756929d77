using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

/// <summary>What a fake container has written. Kept over restarts, like the engine does.</summary>
public sealed class FakeLog
{
    private readonly Lock _sync = new();
    private readonly TimeProvider _time;
    private readonly List<LogFrame> _lines = [];
    private TaskCompletionSource _changed = NewSignal();

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

    /// <summary>Writes a line, as the container's process would.</summary>
    public void Write(string text, LogStream stream = LogStream.Stdout)
    {
        lock (_sync)
        {
            _lines.Add(new LogFrame(stream, _time.GetUtcNow(), text));
        }

        Pulse();
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
        var next = -1;
        while (true)
        {
            Task changed;
            List<LogFrame> fresh;
            // Asked before the lines are read: what a container writes before it exits must not be missed.
            var goesOn = query.Follow && isRunning();
            lock (_sync)
            {
                next = next < 0 ? Math.Max(0, _lines.Count - (query.Tail ?? _lines.Count)) : next;
                fresh = _lines[next..];
                next = _lines.Count;
                changed = _changed.Task;
            }

            foreach (var line in fresh.Where(line => query.Since is null || line.Timestamp >= query.Since))
            {
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
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
