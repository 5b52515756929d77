using System.Globalization;
using System.Net.Sockets;
using Orchestry.ClusterRig;
using Orchestry.ClusterRig.Traffic;

namespace Orchestry.Benchmarks.Rollout;

/// <summary>
/// Holds a number of sessions open, uses each every few milliseconds, and judges how each ends: by the grace of the change that its replica left
/// with, or with the node it went through. Any other end is a broken promise.
/// </summary>
internal sealed class SessionKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IReadOnlyList<Entrance> _entrances;
    private readonly string _host;
    private readonly TimeSpan _grace;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task[] _keepers;
    private readonly Lock _gate = new();
    private readonly List<string> _failures = [];
    private long? _changeBegan;
    private int _opened;
    private int _byGrace;
    private int _cut;

    public SessionKeeper(IReadOnlyList<Entrance> entrances, string host, TimeSpan grace, int sessions)
    {
        (_entrances, _host, _grace) = (entrances, host, grace);
        _keepers = [.. Enumerable.Range(0, sessions).Select(n => Task.Run(() => KeepAsync(n)))];
    }

    /// <summary>Sessions that were granted.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>Sessions that lasted as long as their replica's grace.</summary>
    public int ByGrace => Volatile.Read(ref _byGrace);

    /// <summary>Sessions lost with their node.</summary>
    public int Cut => Volatile.Read(ref _cut);

    /// <summary>What ended otherwise, or could not begin.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_gate)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>Whatever replica leaves from now on leaves by a change.</summary>
    public void ChangeBegins()
    {
        lock (_gate)
        {
            _changeBegan = TimeProvider.System.GetTimestamp();
        }
    }

    /// <summary>The change is over: every replica that had to leave has left.</summary>
    public void ChangeEnded()
    {
        lock (_gate)
        {
            _changeBegan = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_keepers);
        _stopping.Dispose();
    }

    private async Task KeepAsync(int keeper)
    {
        for (var turn = keeper; !_stopping.IsCancellationRequested; turn++)
        {
            var at = _entrances[turn % _entrances.Count];
            if (at.IsDown)
            {
                continue;
            }

            try
            {
                await KeepOneAsync(at);
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                if (at.IsDown)
                {
                    Interlocked.Increment(ref _cut);
                }
                else if (!_stopping.IsCancellationRequested)
                {
                    Failed(at, $"not granted, or not kept: {broken.Message}");
                    await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
                }
            }
        }
    }

    private async Task KeepOneAsync(Entrance at)
    {
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        using var session = await Session.OpenAsync(at.Address, _host, late.Token);
        Interlocked.Increment(ref _opened);
        while (!_stopping.IsCancellationRequested)
        {
            late.CancelAfter(Patience);
            if (!await session.EchoAsync(late.Token))
            {
                Ended(at, session);
                return;
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private void Ended(Entrance at, Session session)
    {
        long? since;
        lock (_gate)
        {
            since = _changeBegan;
        }

        if (at.IsDown)
        {
            Interlocked.Increment(ref _cut);
        }
        else if (since is { } began && TimeProvider.System.GetElapsedTime(began) >= _grace)
        {
            Interlocked.Increment(ref _byGrace);
        }
        else
        {
            Failed(at, since is null ? $"with {session.Replica}, ended without a change" : $"with {session.Replica}, ended before its grace was over");
        }
    }

    private void Failed(Entrance at, string how)
    {
        lock (_gate)
        {
            _failures.Add(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} session by {at.Address} {how}"));
        }
    }
}
