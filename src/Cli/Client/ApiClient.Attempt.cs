using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Orchestry.Contracts;

namespace Orchestry.Cli.Client;

/// <content>One attempt: where it goes, what it carries, and whether the answer is one to ask again for.</content>
internal sealed partial class ApiClient
{
    private const int MostRedirects = 10;
    private const string RevisionHeader = "X-Orchestry-Revision";
    private const string OutcomeHeader = "X-Orchestry-Outcome";

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
            if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location)
            {
                Learn(response);
                return response;
            }

            var next = new Uri(target, location);
            await RefuseStrangersAsync(request, response, target, next, either.Token);
            response.Dispose();
            if (redirects == MostRedirects)
            {
                throw new CommandFailure(ExitCodes.Failure, $"The controllers send each other's way more than {MostRedirects} times", "try again in a moment");
            }

            _endpoints.Learn(next);
            target = next;
        }
    }

    /// <summary>
    /// The token and the body go to controllers of the cluster only. That is whom a controller calls its leader, for the same request: a proxy between, or a
    /// page to log in at, redirects as well.
    /// </summary>
    private static async Task RefuseStrangersAsync(
        ApiRequest request, HttpResponseMessage response, Uri from, Uri to, CancellationToken cancellationToken)
    {
        var refusal = ApiRefusal.CodeOf(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (refusal != ErrorCodes.NotLeader || !to.PathAndQuery.EndsWith(new Uri(to, request.Path).PathAndQuery, StringComparison.Ordinal))
        {
            throw new CommandFailure(
                ExitCodes.Failure,
                $"{from.GetLeftPart(UriPartial.Authority)} sends to {to.GetLeftPart(UriPartial.Path)}, which is not how a controller names its leader",
                "look whether the address is a controller's, or what stands in front of it");
        }

        if (to.Scheme != from.Scheme)
        {
            throw new CommandFailure(
                ExitCodes.Failure, $"{from.GetLeftPart(UriPartial.Authority)} sends to {to.GetLeftPart(UriPartial.Authority)}, from {from.Scheme} to {to.Scheme}",
                $"set CLUSTER_API_URL of the controllers to {from.Scheme} addresses");
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

    private void Learn(HttpResponseMessage response) => _revision = Math.Max(_revision, RevisionOf(response));

    private static long RevisionOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(RevisionHeader, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? seen
            : 0;

    /// <returns>Null for a success; why, and how long the controller wants to be left alone, where it may be asked again.</returns>
    /// <exception cref="ApiRefusal">It need not be asked again.</exception>
    private async Task<(ApiRefusal Why, TimeSpan? Wait)?> JudgeAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return null;
        }

        var isUnchanged = response.Headers.TryGetValues(OutcomeHeader, out var outcome) && outcome.First() == "unchanged";
        var refusal = ApiRefusal.Of(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), _persona, isUnchanged);
        var wait = response.Headers.RetryAfter?.Delta;
        // A leader that loses its office while it writes does not know what became of it: whoever can't repeat must look.
        var mayBeAgain = refusal.Code switch
        {
            ErrorCodes.ClusterNotReady or ErrorCodes.DatabaseError => request.WaitsForLeader && (request.IsRepeatable || !refusal.LeavesOpen),
            ErrorCodes.NoLeader => request.WaitsForLeader,
            ErrorCodes.TooManySubscribers => true,
            ErrorCodes.RateLimitExceeded => request.WaitsForLimit && wait <= Patience,
            _ => false,
        };
        if (!mayBeAgain)
        {
            response.Dispose();
            throw refusal;
        }

        MayHaveBeenDone |= refusal.LeavesOpen && request.Method != HttpMethod.Get;
        return (refusal, wait);
    }
}
