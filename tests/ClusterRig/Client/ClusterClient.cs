using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Orchestry.ClusterRig;

/// <summary>
/// A client as a user would write one for a cluster: it knows every node, follows a redirect to the leader, tries the next node when one is
/// away, and remembers the newest revision it has seen, so that no later read shows it anything older.
/// </summary>
internal sealed class ClusterClient(IReadOnlyList<Uri> nodes) : IDisposable
{
    public const string RevisionHeader = "X-Orchestry-Revision";

    // From a node that does not lead to the leader, and on when the leadership has moved meanwhile.
    private const int MostRedirects = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromMilliseconds(500),
        // On a connection used before, the handler sends a request without a body a second time when the first one found the end of it: a
        // removal that a dying node had begun would then look as if it had never been sent.
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private long _revision;
    private int _next;

    /// <summary>The newest revision it has seen; reads ask for it.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>Asks one node, following redirects, and gives up when its patience ends.</summary>
    public async Task<Tried> TryAsync(Uri node, HttpMethod method, string path, JsonNode? body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var target = new Uri(node, path);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                var answer = await SendAsync(method, target, body, either.Token);
                if (answer.Status == 307 && redirects < MostRedirects && answer.Headers.Location is { } leader)
                {
                    target = new Uri(target, leader);
                    continue;
                }

                var tried = new Tried(answer, MayHaveHappened(method, answer), $"{answer.Status} {answer.Text}");
                if (tried is { IsGranted: true, Revision: { } revision })
                {
                    Remember(revision);
                }

                return tried;
            }
        }
        catch (HttpRequestException broken)
        {
            return new Tried(null, broken.HttpRequestError != HttpRequestError.ConnectionError, $"{target}: {broken.Message}");
        }
        catch (Exception late) when (late is OperationCanceledException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return new Tried(null, true, $"{target}: no answer within {patience.TotalSeconds:0.#} s");
        }
    }

    /// <summary>
    /// Asks one node after the other until one grants or refuses, or the time is over. A request of unknown outcome is asked again: only for
    /// what may be done twice.
    /// </summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path.</param>
    /// <param name="body">Its body, if it has one.</param>
    /// <param name="within">When to give up.</param>
    /// <param name="patience">When to turn to the next node.</param>
    /// <param name="cancellationToken">Gives up at once.</param>
    public async Task<Answer> AskAsync(
        HttpMethod method, string path, JsonNode? body, TimeSpan within, TimeSpan patience, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var node = nodes[(int)((uint)Interlocked.Increment(ref _next) % nodes.Count)];
            var tried = await TryAsync(node, method, path, body, patience, cancellationToken);
            if (tried.Answer is { } answer && answer.Status is not (503 or 307))
            {
                return answer;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(startedAt) < within,
                $"{method} {path} was neither granted nor refused within {within.TotalSeconds:0.#} s; last: {tried.Told}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// These two answers say that nothing was changed, unless they say that this is not known; taken at their word, so that the checker finds
    /// out when it is not true. Any other fault leaves it open.
    /// </summary>
    private static bool MayHaveHappened(HttpMethod method, Answer answer) =>
        method != HttpMethod.Get && answer.Status >= 500
        && (answer.Body.ValueKind != System.Text.Json.JsonValueKind.Object
            || answer.Body.Text("code") is not ("CLUSTER_NOT_READY" or "DATABASE_ERROR")
            || answer.Text.Contains("not known", StringComparison.Ordinal));

    private void Remember(long revision)
    {
        var known = Revision;
        while (revision > known && Interlocked.CompareExchange(ref _revision, revision, known) is var now && now != known)
        {
            known = now;
        }
    }

    private async Task<Answer> SendAsync(HttpMethod method, Uri target, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, target);
        if (method == HttpMethod.Get && Revision > 0)
        {
            request.Headers.Add(RevisionHeader, Revision.ToString(CultureInfo.InvariantCulture));
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        return await Answer.ReadAsync(response, cancellationToken);
    }
}
