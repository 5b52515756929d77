using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// Finds out when a reload is over. The reload command only sends a signal; afterwards old and new workers take requests side by side for a
/// moment, and a configuration that nginx can't use after all is dropped without a word to anybody but its error log.
/// </summary>
internal sealed class ReloadWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestClosing = TimeSpan.FromMilliseconds(500);
    private readonly NginxOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;
    private readonly Uri _address;

    public ReloadWatch(NginxOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        var listen = IPAddress.Parse(options.ListenHost);
        var address = listen.Equals(IPAddress.Any) ? IPAddress.Loopback : listen.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listen;
        _address = new UriBuilder("http", address.ToString(), options.ListenPort).Uri;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            MaxResponseContentBufferSize = 1024,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>
    /// Waits until a new worker tells this generation and no worker that was there before takes connections any more.
    /// </summary>
    /// <param name="generation">What the new configuration calls itself.</param>
    /// <param name="since">When the reload was asked for, by <see cref="WorkerProcesses.Now"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The old workers that are still busy with what they had; or null and the reason, when the time was over first.</returns>
    public async Task<(ImmutableArray<int>? Leaving, string Reason)> WaitAsync(string generation, long since, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(_options.ReloadTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        var reason = "";
        var leavingSince = new Dictionary<int, long>();
        try
        {
            while (true)
            {
                (var worker, reason) = await AskAsync(generation, either.Token);
                if (worker is { } pid)
                {
                    var workers = WorkerProcesses.Beside(pid);
                    if (workers.IsEmpty)
                    {
                        reason = "its processes can't be seen in /proc; this process must share its PID namespace";
                    }
                    else if (workers.All(w => w.IsLeaving ? HasClosed(w, leavingSince) : w.Start >= since))
                    {
                        return ([.. workers.Where(w => w.IsLeaving).Select(w => w.Pid)], "");
                    }
                    else
                    {
                        reason = "workers of the configuration before still take requests";
                    }
                }

                await Task.Delay(Pause, _clock, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, reason);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// Whether a worker takes nothing new. It changes its title first and then closes, without waiting in between, its listening sockets and idle
    /// connections: so when it is seen to wait it has, and one too busy ever to be seen waiting has been through it meanwhile.
    /// </summary>
    private bool HasClosed(WorkerProcesses.Worker worker, Dictionary<int, long> leavingSince)
    {
        leavingSince.TryAdd(worker.Pid, _clock.GetTimestamp());
        return worker.IsWaiting || _clock.GetElapsedTime(leavingSince[worker.Pid]) >= LongestClosing;
    }

    /// <summary>Asks, over a connection of its own, whoever takes connections now.</summary>
    private async Task<(int? Worker, string Reason)> AskAsync(string generation, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _address);
            request.Headers.Host = RoutePlan.GenerationHost;
            request.Headers.ConnectionClose = true;
            using var response = await _client.SendAsync(request, cancellationToken);
            var answer = (await response.Content.ReadAsStringAsync(cancellationToken)).Split(' ');
            return response.StatusCode == HttpStatusCode.OK && answer.Length == 2 && answer[1] == generation
                && int.TryParse(answer[0], CultureInfo.InvariantCulture, out var pid)
                    ? (pid, "")
                    : (null, $"{_address} still answers as before");
        }
        catch (HttpRequestException error)
        {
            return (null, $"{_address} does not answer ({error.Message})");
        }
    }
}
