using System.Collections.Concurrent;

namespace Orchestry.Benchmarks.Streams;

/// <summary>Thousands of subscribers that one thread reads.</summary>
internal sealed class SubscriberSwarm : IDisposable
{
    private const int Pause = 20;
    private const int Remembered = 8192;

    private readonly Epoll _epoll = new();
    private readonly Subscriber?[] _subscribers = new Subscriber?[ushort.MaxValue];
    private readonly ConcurrentQueue<Action> _asked = [];
    private readonly (long Number, int Arrivals)[] _lines = new (long, int)[Remembered];
    private readonly Uri _address;
    private readonly Action<long> _arrivedEverywhere;
    private readonly Thread _reading;
    private SwarmFigures _figures = new();
    private int _count;
    private long _complete;
    private volatile bool _isStopping;

    /// <param name="address">The stream.</param>
    /// <param name="arrivedEverywhere">Told, in order, of each line that every subscriber has.</param>
    public SubscriberSwarm(Uri address, Action<long> arrivedEverywhere)
    {
        (_address, _arrivedEverywhere) = (address, arrivedEverywhere);
        _reading = new Thread(Read) { IsBackground = true };
        _reading.Start();
    }

    /// <summary>Has so many more subscribe. To be called when no lines are under way, like <see cref="DisconnectAsync"/>.</summary>
    public void Connect(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var subscriber = Subscriber.Connect(_address);
            _subscribers[_count] = subscriber;
            _epoll.Watch(subscriber.Socket, _count++);
        }
    }

    /// <summary>Has the last so many go.</summary>
    public Task DisconnectAsync(int count) => AskAsync(() =>
    {
        for (var i = 0; i < count; i++)
        {
            Remove(--_count);
        }

        return true;
    });

    /// <summary>The figures since this was asked last.</summary>
    public Task<SwarmFigures> TakeAsync() => AskAsync(() =>
    {
        var figures = _figures;
        figures.Length = TimeProvider.System.GetElapsedTime(figures.BegunAt);
        _figures = new SwarmFigures();
        return figures;
    });

    /// <summary>Waits until every subscriber has a line.</summary>
    /// <exception cref="InvalidOperationException">It does not come.</exception>
    public async Task ReachAsync(long number, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(Pause), TimeProvider.System);
        for (var left = TimeSpan.FromSeconds(30); Volatile.Read(ref _complete) < number; left -= pause.Period)
        {
            if (left <= TimeSpan.Zero)
            {
                throw new InvalidOperationException($"Line {number} did not come to every subscriber, only {Volatile.Read(ref _complete)} did.");
            }

            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        _reading.Join();
        foreach (var subscriber in _subscribers)
        {
            subscriber?.Dispose();
        }

        _epoll.Dispose();
    }

    private Task<T> AskAsync<T>(Func<T> what)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Enqueue(() => answer.SetResult(what()));
        return answer.Task;
    }

    private void Read()
    {
        var (buffer, ready, arrived) = (new byte[256 * 1024], new int[1024], (Action<StreamLine>)Arrived);
        while (!_isStopping)
        {
            for (var (i, count) = (0, _epoll.Wait(ready, Pause)); i < count; i++)
            {
                if (_subscribers[ready[i]]?.Read(buffer, _figures, arrived) == false)
                {
                    _figures.Closed++;
                    Remove(ready[i]);
                }
            }

            while (_asked.TryDequeue(out var what))
            {
                what();
            }
        }
    }

    private void Remove(int index)
    {
        if (_subscribers[index] is { } subscriber)
        {
            _subscribers[index] = null;
            _epoll.Leave(subscriber.Socket);
            subscriber.Dispose();
        }
    }

    private void Arrived(StreamLine line)
    {
        ref var counted = ref _lines[line.Number % Remembered];
        counted = (line.Number, counted.Number == line.Number ? counted.Arrivals + 1 : 1);
        if (counted.Arrivals == Volatile.Read(ref _count))
        {
            Volatile.Write(ref _complete, line.Number);
            _arrivedEverywhere(line.Number);
        }
    }
}
