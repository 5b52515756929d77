using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Orchestry.Cli.Contexts;
using Orchestry.Contracts;

namespace Orchestry.Cli.Client;

/// <summary>
/// Talks to the cluster as one: follows redirects to the leader with the body sent again, waits out elections within bounds, goes to another controller when one
/// is gone, and reads its own writes by their revision.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>How long an election, or a controller that restarts, is waited out.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MostRedirects = 10;
    private const string RevisionHeader = "X-Orchestry-Revision";
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
        return new ApiReply((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Headers.Date);
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
            if (WhyNotAgain(request, broken, _time.GetElapsedTime(began) + wait) is { } end)
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

    private CommandFailure? WhyNotAgain(ApiRequest request, Exception broken, TimeSpan elapsed)
    {
        if (broken is ApiRefusal refusal)
        {
            return elapsed > Patience ? refusal : null;
        }

        var wasSent = broken is not HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };
        MayHaveBeenDone |= wasSent && request.Method != HttpMethod.Get;
        if (wasSent && !request.IsRepeatable)
        {
            return new CommandFailure(
                ExitCodes.Failure, "The connection broke before the answer came; the request may have been carried out, or not", "look whether it was, then try again", broken);
        }

        // Where nobody has ever listened nobody is waited for, so that a wrong address or a controller that does not run is told at once.
        var isNobodyThere = !_hasAnswered && _endpoints.HaveAllFailed && (!wasSent || broken is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse });
        return elapsed > Patience || isNobodyThere ? Unreachable(broken) : null;
    }

    private CommandFailure Unreachable(Exception why)
    {
        var reason = why is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } ? "TLS failed: " + (why.InnerException ?? why).Message
            : why is OperationCanceledException ? "no answer in time"
            : (why.InnerException ?? why).Message;
        return new CommandFailure(
            ExitCodes.Unreachable, $"No controller answers at {string.Join(", ", _endpoints.Names)} ({reason})",
            $"'{_persona.Command} doctor' looks what is wrong; another address: --url, {_persona.UrlVariable}, or a context", why);
    }

    /// <summary>Sends it once, and again wherever a redirect points.</summary>
    private async Task<HttpResponseMessage> FollowAsync(ApiRequest request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(request.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var target = _endpoints.Of(request.Path);
        for (var redirects = 0; ; redirects++)
        {
            using var message = Message(request, target);
            var response = await _http.SendAsync(message, completion, either.Token);
            _hasAnswered = true;
            if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location)
            {
                Learn(response);
                return response;
            }

            response.Dispose();
            var next = new Uri(target, location);
            if (redirects == MostRedirects)
            {
                throw new CommandFailure(ExitCodes.Failure, $"The controllers send each other's way more than {MostRedirects} times", "try again in a moment");
            }

            if (target.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            {
                throw new CommandFailure(
                    ExitCodes.Failure, $"The controller sends to {next.GetLeftPart(UriPartial.Authority)}, which is not encrypted", "set CLUSTER_API_URL of the controllers to https addresses");
            }

            _endpoints.Learn(next);
            target = next;
        }
    }

    private HttpRequestMessage Message(ApiRequest request, Uri target)
    {
        var message = new HttpRequestMessage(request.Method, target);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("orchestry", ProductVersion.Text));
        message.Headers.Accept.ParseAdd(request.Accept ?? "application/json");
        if (_connection.Token is { } token)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (request.LastEventId is { } id)
        {
            message.Headers.TryAddWithoutValidation("Last-Event-ID", id);
        }
        else if (_revision > 0 && request.Method == HttpMethod.Get)
        {
            message.Headers.Add(RevisionHeader, _revision.ToString(CultureInfo.InvariantCulture));
        }

        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return message;
    }

    private void Learn(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues(RevisionHeader, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
        {
            _revision = Math.Max(_revision, seen);
        }
    }

    /// <returns>Null for a success; why, and how long the controller wants to be left alone, where it may be asked again.</returns>
    /// <exception cref="ApiRefusal">It need not be asked again.</exception>
    private async Task<(ApiRefusal Why, TimeSpan? Wait)?> JudgeAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return null;
        }

        var refusal = ApiRefusal.Of(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), _persona);
        var wait = response.Headers.RetryAfter?.Delta;
        // A leader that loses its office while it writes does not know what became of it: whoever can't repeat must look.
        var mayBeAgain = refusal.Code switch
        {
            ErrorCodes.ClusterNotReady => request.WaitsForLeader && (request.IsRepeatable || !refusal.Message.Contains(':', StringComparison.Ordinal)),
            ErrorCodes.NoLeader => request.WaitsForLeader,
            ErrorCodes.DatabaseError => request.WaitsForLeader && request.IsRepeatable,
            ErrorCodes.TooManySubscribers => true,
            ErrorCodes.RateLimitExceeded => wait <= Patience,
            _ => false,
        };
        if (!mayBeAgain)
        {
            response.Dispose();
            throw refusal;
        }

        MayHaveBeenDone |= refusal.Code is ErrorCodes.DatabaseError or ErrorCodes.ClusterNotReady && request.Method != HttpMethod.Get;
        return (refusal, wait);
    }
}
