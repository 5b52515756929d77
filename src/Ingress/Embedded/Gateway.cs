using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orchestry.Ingress.Answers;
using Yarp.ReverseProxy.Forwarder;

namespace Orchestry.Ingress.Embedded;

/// <summary>Brings each request to a replica of the application it belongs to, or answers why that can't be.</summary>
internal sealed class Gateway(IHttpForwarder forwarder, TableInForce inForce, HoldingRoom holdingRoom, TimeProvider clock)
{
    private const int MostTries = 3;
    private const int ClientClosedRequest = 499;

    public async Task HandleAsync(Exchange exchange)
    {
        if (!exchange.TryReadTarget())
        {
            await AnswerAsync(exchange, IngressAnswer.TargetUnusable());
            return;
        }

        if (!inForce.Current.TryMatch(exchange.Host, exchange.Path, out var request))
        {
            await AnswerAsync(exchange, IngressAnswer.RouteNotFound(exchange.Host, exchange.Path));
            return;
        }

        var counters = request.App.Counters;
        counters.Opened();
        var isFailed = true;
        try
        {
            isFailed = !await ServeAsync(exchange, request);
        }
        finally
        {
            counters.Closed();
            var status = exchange.Http.Response.StatusCode;
            // HTTP/2 says 200 where HTTP/1.1 says 101.
            var isUpgraded = status == StatusCodes.Status101SwitchingProtocols || (exchange.IsExtendedConnect && status == StatusCodes.Status200OK);
            counters.Answered(
                isUpgraded ? StatusCodes.Status101SwitchingProtocols : status,
                isUpgraded ? null : clock.GetElapsedTime(exchange.ArrivedAt), isFailed, exchange.BytesIn, exchange.BytesOut);
        }
    }

    /// <returns>Whether the request was brought to an answer of a replica, or is not to be.</returns>
    private async ValueTask<bool> ServeAsync(Exchange exchange, RoutedRequest request)
    {
        if (request.Prefix.Length > 0 && request.Prefix.Length == exchange.Path.Length)
        {
            // So that the relative links of the page lead below the prefix.
            exchange.Http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            exchange.Http.Response.Headers.Location = string.Concat(request.Prefix, "/", exchange.Target.AsSpan(request.Prefix.Length));
            return true;
        }

        var limit = request.App.Route.Ingress.MaxBodyBytes;
        if (exchange.Http.Request.ContentLength > limit)
        {
            await AnswerAsync(exchange, IngressAnswer.BodyTooLarge(request.App.Route));
            return true;
        }

        if (exchange.HasBody)
        {
            exchange.LimitBody(limit);
        }

        var last = Verdict.Served;
        while (true)
        {
            var app = request.App;
            var token = app.Route.Ingress.Sticky ? StickyCookie.Read(exchange.Http.Request.Headers) : null;
            var upstream = exchange.Tried.Count < MostTries ? app.Pick(token, CollectionsMarshal.AsSpan(exchange.Tried)) : null;
            if (upstream is null && exchange.Tried.Count > 0)
            {
                await AnswerAsync(exchange, GivenUp(app, last));
                return false;
            }

            if (upstream is null)
            {
                var (held, answer) = await holdingRoom.HoldAsync(exchange, app);
                if (held is not { } next)
                {
                    return await RefuseAsync(exchange, answer);
                }

                request = next;
                continue;
            }

            if (!upstream.TryTake())
            {
                // It left meanwhile, so there is a newer table.
                if (!inForce.Current.TryMatch(exchange.Host, exchange.Path, out request))
                {
                    await AnswerAsync(exchange, IngressAnswer.RouteNotFound(exchange.Host, exchange.Path));
                    return false;
                }

                continue;
            }

            if (exchange.Tried.Count > 0)
            {
                app.Counters.Retried();
            }

            last = await ForwardAsync(exchange, request, upstream, token);
            if (!Verdicts.AllowsRetry(last, exchange))
            {
                return await ConcludeAsync(exchange, app, last);
            }

            exchange.Tried.Add(upstream);
            exchange.ClearResponse();
            if (inForce.Current.TryMatch(exchange.Host, exchange.Path, out var newest))
            {
                request = newest;
            }
        }
    }

    private async ValueTask<Verdict> ForwardAsync(Exchange exchange, RoutedRequest request, Upstream upstream, string? token)
    {
        var isNewToSticky = request.App.Route.Ingress.Sticky && token != upstream.Token;
        exchange.Headers.Prepare(request.Prefix, isNewToSticky ? StickyCookie.Write(upstream.Token, request.Prefix) : null);
        bool? isServed = false;
        try
        {
            var error = await forwarder.SendAsync(exchange.Http, upstream.Prefix, upstream.Invoker, request.App.Config, exchange.Headers);
            var verdict = Verdicts.Of(error, exchange);
            isServed = verdict is Verdict.ClientLeft or Verdict.BodyUnusable ? null : verdict == Verdict.Served;
            return verdict;
        }
        finally
        {
            upstream.Ended(isServed);
        }
    }

    private async ValueTask<bool> ConcludeAsync(Exchange exchange, RoutedApp app, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Served:
                return true;
            case Verdict.ClientLeft:
                NoteThatClientLeft(exchange);
                return true;
            case Verdict.BodyUnusable:
                var status = exchange.Http.Response.StatusCode;
                await AnswerAsync(exchange, status == StatusCodes.Status413PayloadTooLarge ? IngressAnswer.BodyTooLarge(app.Route) : IngressAnswer.BodyUnusable(status));
                return true;
            case Verdict.BrokenOff:
                return false;
            default:
                await AnswerAsync(exchange, GivenUp(app, verdict));
                return false;
        }
    }

    private async ValueTask<bool> RefuseAsync(Exchange exchange, IngressAnswer? answer)
    {
        if (answer is null)
        {
            NoteThatClientLeft(exchange);
            return true;
        }

        await AnswerAsync(exchange, answer);
        return false;
    }

    // Nobody reads it; it is what is counted.
    private static void NoteThatClientLeft(Exchange exchange)
    {
        if (!exchange.Http.Response.HasStarted)
        {
            exchange.Http.Response.StatusCode = ClientClosedRequest;
        }
    }

    private static IngressAnswer GivenUp(RoutedApp app, Verdict verdict) => verdict switch
    {
        Verdict.ConnectTimedOut => IngressAnswer.GatewayTimeout(app.Route, "connecting to its replicas took too long."),
        Verdict.TimedOut => IngressAnswer.GatewayTimeout(app.Route, "its replica sent nothing for too long."),
        Verdict.Unreachable => IngressAnswer.BadGateway(app.Route, "its replicas can't be connected to."),
        Verdict.Broke => IngressAnswer.BadGateway(app.Route, "its replica closed the connection before it answered."),
        _ => IngressAnswer.BadGateway(app.Route, "its replica's answer is not well-formed."),
    };

    private async ValueTask AnswerAsync(Exchange exchange, IngressAnswer answer)
    {
        var response = exchange.Http.Response;
        exchange.ClearResponse();
        response.StatusCode = answer.Status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (answer.RetryAfter > 0)
        {
            response.Headers.RetryAfter = answer.RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var body = answer.ToJson(clock.GetUtcNow());
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(exchange.Http.Request.Method))
        {
            await response.Body.WriteAsync(body);
        }
    }
}
