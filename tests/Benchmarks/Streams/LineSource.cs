namespace Orchestry.Benchmarks.Streams;

/// <summary>
/// Writes lines, on a thread of its own: at a rate, or as many as its readers take. A line bears the time at which it was due, so what a busy machine
/// holds back counts as latency.
/// </summary>
internal sealed class LineSource(Action<string> write)
{
    private readonly object _gate = new();
    private Thread? _writing;
    private long _written;
    private long _arrived;
    private bool _isStopping;

    /// <summary>Writes so many lines a second.</summary>
    public void Begin(int perSecond) => Begin((begunAt, n) =>
    {
        var time = TimeProvider.System;
        var dueAt = begunAt + (n * time.TimestampFrequency / perSecond);
        for (TimeSpan left; !_isStopping && (left = time.GetElapsedTime(time.GetTimestamp(), dueAt)) > TimeSpan.Zero;)
        {
            Monitor.Wait(_gate, TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
        }

        return dueAt;
    });

    /// <summary>Writes as long as no more than so many lines have yet to arrive somewhere.</summary>
    public void BeginWindow(int window) => Begin((_, _) =>
    {
        while (!_isStopping && _written - _arrived >= window)
        {
            Monitor.Wait(_gate);
        }

        return TimeProvider.System.GetTimestamp();
    });

    /// <summary>A line has arrived everywhere, and so have those before it.</summary>
    public void Arrived(long number)
    {
        lock (_gate)
        {
            _arrived = number;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends it.</summary>
    /// <returns>The last line's number.</returns>
    public long End()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        _writing?.Join();
        _writing = null;
        return _written;
    }

    private void Begin(Func<long, long, long> wait)
    {
        (_isStopping, _arrived) = (false, _written);
        _writing = new Thread(() => Write(wait));
        _writing.Start();
    }

    private void Write(Func<long, long, long> wait)
    {
        var begunAt = TimeProvider.System.GetTimestamp();
        for (var n = 1L; ; n++)
        {
            StreamLine line;
            lock (_gate)
            {
                var dueAt = wait(begunAt, n);
                if (_isStopping)
                {
                    return;
                }

                line = new StreamLine(++_written, dueAt);
            }

            write(line.ToString());
        }
    }
}
