using Orchestry.Cli.Contexts;

namespace Orchestry.Cli.Client;

/// <summary>
/// Talks to the cluster as one: follows redirects to the leader with the body sent again, waits out elections within bounds, goes to another controller when one
/// is gone, and reads its own writes by their revision.
/// </summary>
internal sealed partial class ApiClient : IDisposable
{
    /// <summary>How long an election, or a controller that restarts, is waited out.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly Endpoints _endpoints;
    private readonly Connection _connection;
    private readonly TimeProvider _time;
    private readonly Persona _persona;
    private long _revision;
    private bool _hasAnswered;

    public ApiClient(Connection connection, TimeProvider time, Persona persona)
    {
        (_connection, _time, _persona) = (connection, time, persona);
        _endpoints = new Endpoints(connection.Endpoints);
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect is followed here: with its body, to be learned, and never with the token out of TLS.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Whether an earlier attempt of the last request may have been carried out, though nobody answered it.</summary>
    public bool MayHaveBeenDone { get; private set; }

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="ApiRefusal">The controller said no.</exception>
    /// <exception cref="CommandFailure">No controller answered.</exception>
    public async Task<ApiReply> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return new ApiReply((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Headers.Date)
        {
            Revision = RevisionOf(response),
        };
    }

    /// <summary>Opens a stream; its end is the caller's business.</summary>
    public Task<HttpResponseMessage> StreamAsync(ApiRequest request, CancellationToken cancellationToken) =>
        OpenAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>The current controller is not to be asked next, if there is another.</summary>
    public void GoOnElsewhere() => _endpoints.Next();

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> OpenAsync(ApiRequest request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        MayHaveBeenDone = false;
        var began = _time.GetTimestamp();
        var pause = FirstPause;
        long? failing = null;
        while (true)
        {
            var wait = pause;
            Exception? broken = null;
            try
            {
                var response = await FollowAsync(request, completion, cancellationToken);
                if (await JudgeAsync(request, response, cancellationToken) is not { } refusal)
                {
                    _endpoints.Answered();
                    return response;
                }

                wait = refusal.Wait ?? pause;
                broken = refusal.Why;
                response.Dispose();
            }
            catch (HttpRequestException error)
            {
                broken = error;
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                broken = late;
            }

            _endpoints.Next();
            // What broke off after it had been waited for is not what was waited out: that begins with the first failure.
            failing ??= _time.GetTimestamp();
            var elapsed = _time.GetElapsedTime(broken is OperationCanceledException ? began : failing.Value) + wait;
            if (WhyNotAgain(request, broken, elapsed, _time.GetElapsedTime(began)) is { } end)
            {
                throw end;
            }

            if (_endpoints.HaveAllFailed || broken is ApiRefusal)
            {
                await Task.Delay(wait, _time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private CommandFailure? WhyNotAgain(ApiRequest request, Exception broken, TimeSpan elapsed, TimeSpan inAll)
    {
        if (broken is ApiRefusal refusal)
        {
            return elapsed > Patience || inAll > request.Deadline + Patience ? refusal : null;
        }

        var wasSent = broken is not HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };
        MayHaveBeenDone |= wasSent && request.Method != HttpMethod.Get;
        if (wasSent && !request.IsRepeatable)
        {
            return new UncertainFailure(broken);
        }

        // Where nobody has ever listened nobody is waited for, so that a wrong address or a controller that does not run is told at once.
        var isNobodyThere = !_hasAnswered && _endpoints.HaveAllFailed
            && (!wasSent || broken is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse });
        return elapsed > Patience || inAll > request.Deadline + Patience || isNobodyThere ? Unreachable(broken) : null;
    }

    private CommandFailure Unreachable(Exception why)
    {
        var reason = why is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } ? "TLS failed: "
            + (why.InnerException ?? why).Message
            : why is OperationCanceledException ? "no answer in time"
            : (why.InnerException ?? why).Message;
        return new CommandFailure(
            ExitCodes.Unreachable, $"No controller answers at {string.Join(", ", _endpoints.Names)} ({reason})",
            $"'{_persona.Command} doctor' looks what is wrong; another address: --url, {_persona.UrlVariable}, or a context", why);
    }
}
