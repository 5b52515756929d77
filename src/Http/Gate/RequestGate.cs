using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Access;
using Orchestry.Core.Journal;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.RateLimiting;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Gate;

/// <summary>
/// The one middleware around every endpoint: lets requests in or refuses them, and gives each failure, whoever produced it, the one shape
/// of an error.
/// </summary>
internal sealed class RequestGate(
    RequestDelegate next, HttpOptions options, HostGuard hosts, RateLimiter limiter, AccessGate access, LeaderGate leaders, RevisionGate revisions,
    IAudit audit, ILogger<RequestGate> log)
{
    private static readonly PathString LimitedPaths = "/api/v1";

    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var isWrite = IsWrite(http.Request.Method);
            var changes = isWrite && !OnlyReads(http);
            if ((Refuse(http, isWrite)
                ?? (access.Guards(http) ? await access.RefuseAsync(http, changes) : null)
                ?? (changes ? leaders.Refuse(http) : null)) is { } refused)
            {
                await refused.WriteAsync(http);
                return;
            }

            if (!changes && http.Request.Headers.TryGetValue(RevisionHeader.Name, out var revision))
            {
                var waits = revisions.IsBehind(http);
                // The token may have ended in what this node has just learned.
                if ((await revisions.RefuseAsync(http, revision)
                    ?? (waits && access.Guards(http) ? await access.RefuseAsync(http, changes) : null)) is { } behind)
                {
                    await behind.WriteAsync(http);
                    return;
                }
            }

            if (!changes)
            {
                revisions.Note(http);
            }
            else if (http.Caller() is { Kind: not CallerKind.Anyone } caller)
            {
                // Before the answer: whoever is told that something was done finds written who did it.
                http.Response.OnStarting(() => AuditAsync(http, caller));
            }

            await next(http);
            if (http.Response.StatusCode >= 400 && !http.Response.HasStarted)
            {
                await Explain(http).WriteAsync(http);
            }
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to answer, and nothing is wrong here.
        }
        catch (ConnectionResetException)
        {
            // The same, noticed while reading its body.
        }
        catch (Exception failure)
        {
            await AnswerAsync(http, failure);
        }
    }

    private Task AuditAsync(HttpContext http, Caller caller) => http.Response.StatusCode is >= 200 and < 300
        ? audit.RecordAsync(
            new AuditedRequest(caller, http.Remote(), http.Request.Method, HttpLog.Shown(http.Request.Path), http.Response.StatusCode),
            CancellationToken.None)
        : Task.CompletedTask;

    /// <summary>Whether a request by this method may change something.</summary>
    public static bool IsWrite(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    /// <summary>Whether an endpoint changes nothing although its method may.</summary>
    private static bool OnlyReads(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<OperationDoc>() is { IsRead: true };

    private Fault? Refuse(HttpContext http, bool isWrite)
    {
        var request = http.Request;
        if (hosts.Refuse(request, isWrite) is { } foreign)
        {
            return foreign;
        }

        if (limiter.IsOn && request.Path.StartsWithSegments(LimitedPaths) && Limit(http, isWrite) is { } limited)
        {
            return limited;
        }

        if (HttpMethods.IsTrace(request.Method) || HttpMethods.IsConnect(request.Method))
        {
            http.Response.Headers.Allow = "GET, POST, PUT, DELETE";
            return NotAllowed(http);
        }

        if (request.ContentLength > options.MaxBodyBytes)
        {
            return BodyReader.TooLarge(http, options);
        }

        return null;
    }

    private Fault? Limit(HttpContext http, bool isWrite)
    {
        var decision = limiter.Take(http.Connection.RemoteIpAddress, isWrite);
        var headers = http.Response.Headers;
        headers["X-RateLimit-Limit"] = decision.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = decision.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = decision.ResetsAt.ToString(CultureInfo.InvariantCulture);
        if (decision.IsAllowed)
        {
            return null;
        }

        headers.RetryAfter = decision.RetryAfter.ToString(CultureInfo.InvariantCulture);
        return new Fault(
            ErrorCatalog.RateLimitExceeded,
            $"More than {decision.Limit} {decision.Window} from this address; try again in {decision.RetryAfter} s");
    }

    /// <summary>A status that routing or the server set without a body.</summary>
    private static Fault Explain(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Fault(
            ErrorCatalog.NotFound, "No such path; the paths are listed at /openapi/v1.json"),
        StatusCodes.Status405MethodNotAllowed => NotAllowed(http),
        var status => throw new InvalidOperationException($"Status {status} was set without a body."),
    };

    private static Fault NotAllowed(HttpContext http) => new(
        ErrorCatalog.MethodNotAllowed,
        $"This path does not answer to {Quoted.Of(http.Request.Method)}; allowed: {http.Response.Headers.Allow}");

    private async Task AnswerAsync(HttpContext http, Exception failure)
    {
        var fault = failure switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => BodyReader.TooLarge(http, options),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new Fault(
                ErrorCatalog.RequestTimeout, "The body came too slowly"),
            BadHttpRequestException broken => Fault.Invalid("", $"The request is not valid HTTP: {broken.Message}"),
            TermPassedException passed => new Fault(ErrorCatalog.ClusterNotReady, passed.Message),
            StoreException store => new Fault(ErrorCatalog.DatabaseError, store.Message) { IsOutcomeUnknown = store is OutcomeUnknownException },
            _ => new Fault(ErrorCatalog.InternalError, $"The controller met a defect; its log has it under {http.TraceIdentifier}"),
        };
        if (fault.Kind == ErrorCatalog.InternalError)
        {
            log.RequestCrashed(http, failure);
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        await fault.WriteAsync(http);
    }
}
