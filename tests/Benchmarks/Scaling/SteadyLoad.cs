namespace Orchestry.Benchmarks.Scaling;

/// <summary>
/// Requests at a steady rate, each sent at its time whether the ones before are answered or not, so that a slow answer does not lower the load.
/// </summary>
internal sealed class SteadyLoad(Uri address, string host, double perSecond) : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private long _sent;
    private long _failed;

    public long Sent => Interlocked.Read(ref _sent);

    public long Failed => Interlocked.Read(ref _failed);

    public void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var under = new List<Task>();
        while (!_stopping.IsCancellationRequested)
        {
            var due = (long)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * perSecond);
            for (; _sent < due; Interlocked.Increment(ref _sent))
            {
                under.Add(AskAsync());
            }

            under.RemoveAll(asked => asked.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(under);
    }

    private async Task AskAsync()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Host = host;
            using var response = await _http.SendAsync(request);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
