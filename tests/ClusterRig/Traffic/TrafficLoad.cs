using System.Net.Sockets;
using System.Text;

namespace Orchestry.ClusterRig.Traffic;

/// <summary>
/// Clients that ask for the same thing, each one request after the other, until they are told to stop; none is ever sent twice. A client whose
/// node goes down turns to the next entrance.
/// </summary>
internal sealed class TrafficLoad : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TrafficOptions _options;
    private readonly ReadOnlyMemory<byte> _request;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task[] _clients;
    private long _left;

    private TrafficLoad(TrafficOptions options)
    {
        _options = options;
        _left = options.Requests;
        _request = Encoding.ASCII.GetBytes($"GET {options.Path} HTTP/1.1\r\nHost: {options.Host}\r\n{(options.IsKept ? "" : "Connection: close\r\n")}\r\n");
        _clients = [.. Enumerable.Range(0, options.Clients).Select(n => Task.Run(() => RunAsync(n)))];
    }

    public TrafficCount Count { get; } = new();

    /// <summary>Starts the clients.</summary>
    public static TrafficLoad Start(TrafficOptions options) => new(options);

    /// <summary>Whether all requests that were to be made have been made.</summary>
    public bool IsDone => Interlocked.Read(ref _left) <= 0;

    /// <summary>Waits until so many more requests than now have been answered, so that what comes next happens under load.</summary>
    public Task UntilServedAsync(int more)
    {
        var enough = Count.Served + more;
        return Until.TrueAsync($"{more} more requests served", () => Task.FromResult(Count.Served >= enough || Count.Failed > 0));
    }

    /// <summary>Lets every client finish its request, and answers what was counted.</summary>
    public async Task<TrafficCount> StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_clients);
        return Count;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(int client)
    {
        var turn = client;
        Entrance? at = null;
        HttpConnection? connection = null;
        try
        {
            while (!_stopping.IsCancellationRequested && Interlocked.Decrement(ref _left) >= 0)
            {
                if (at is null or { IsDown: true } || connection is null)
                {
                    connection?.Dispose();
                    (connection, at) = (null, Next(ref turn));
                }

                connection = await AskAsync(at, connection);
                if (_options.Pause > TimeSpan.Zero)
                {
                    await Task.Delay(_options.Pause, TimeProvider.System, CancellationToken.None);
                }
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private Entrance Next(ref int turn)
    {
        for (var i = 0; i < _options.Entrances.Count; i++)
        {
            var entrance = _options.Entrances[(int)((uint)turn++ % _options.Entrances.Count)];
            if (!entrance.IsDown)
            {
                return entrance;
            }
        }

        throw new InvalidOperationException("Every entrance is down.");
    }

    /// <returns>The connection for the next request; null: a new one.</returns>
    private async Task<HttpConnection?> AskAsync(Entrance at, HttpConnection? kept)
    {
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        var connection = kept;
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            connection ??= await HttpConnection.OpenAsync(at.Address, late.Token);
            var (status, body) = await connection.AskAsync(_request, late.Token);
            if (status == 200 && _options.IsWhole(body))
            {
                Count.AddServed(TimeProvider.System.GetElapsedTime(begun));
            }
            else
            {
                Failed(at, $"{status} {body}", begun);
            }

            if (connection.IsKept)
            {
                return connection;
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or FormatException)
        {
            var wasIdle = connection is { HasBegun: false, Answered: > 0 };
            if (at.IsDown)
            {
                Count.AddCut();
            }
            else if (wasIdle && _options.MayClose && broken is not OperationCanceledException)
            {
                Count.AddClosed();
            }
            else
            {
                var where = connection is null ? "connecting" : connection.HasBegun ? "within the answer" : connection.Answered > 0 ? "on a kept connection" : "on a new connection";
                Failed(at, $"{where}: {broken.Message}", begun);
            }
        }

        connection?.Dispose();
        return null;
    }

    private void Failed(Entrance at, string how, long begun)
    {
        var now = TimeProvider.System.GetUtcNow();
        Count.AddFailed(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{now:HH:mm:ss.fff} {at.Address} after {TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds:F0} ms: {how}"));
    }
}

/// <summary>What a load consists of.</summary>
/// <param name="Entrances">Where clients ask; they are spread over them.</param>
/// <param name="Host">The Host header.</param>
internal sealed record TrafficOptions(IReadOnlyList<Entrance> Entrances, string Host)
{
    public string Path { get; init; } = "/";

    public int Clients { get; init; } = 4;

    /// <summary>How many requests at most, all clients together.</summary>
    public long Requests { get; init; } = long.MaxValue / 2;

    /// <summary>Whether connections are used for more than one request.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>Between a client's requests.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Whether the server may close a kept connection at any time, as an nginx does whose workers are replaced.</summary>
    public bool MayClose { get; init; }

    /// <summary>Tells a whole answer from another.</summary>
    public Func<string, bool> IsWhole { get; init; } = body => body.EndsWith('\n');
}
