using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Orchestry.Ingress.Embedded;

/// <summary>How bringing a request to one replica ended.</summary>
internal enum Verdict
{
    /// <summary>The replica answered, to the end.</summary>
    Served,

    /// <summary>The client went away, or did not read on.</summary>
    ClientLeft,

    /// <summary>The client's body can't be sent on; the answer's status tells why.</summary>
    BodyUnusable,

    /// <summary>The replica could not be connected to: nothing was sent.</summary>
    Unreachable,

    /// <summary>Connecting to the replica took too long: nothing was sent.</summary>
    ConnectTimedOut,

    /// <summary>The connection broke before the answer began.</summary>
    Broke,

    /// <summary>The replica's answer is none that could be passed on.</summary>
    Unusable,

    /// <summary>Nothing came from the replica for too long before its answer began.</summary>
    TimedOut,

    /// <summary>The answer had begun when it was broken off, and so was the client's connection.</summary>
    BrokenOff,
}

/// <summary>Tells the verdict from what the forwarder says.</summary>
internal static class Verdicts
{
    public static Verdict Of(ForwarderError error, Exchange exchange) => error switch
    {
        ForwarderError.None => Verdict.Served,
        ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination => Verdict.BrokenOff,
        ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeRequestClient
            or ForwarderError.UpgradeResponseClient or ForwarderError.UpgradeActivityTimeout => Verdict.Served,
        // Before the next line: that the client has left may be noticed here sooner than by the server.
        ForwarderError.ResponseBodyClient or ForwarderError.RequestBodyClient when exchange.Http.Response.HasStarted => Verdict.ClientLeft,
        _ when exchange.WasBrokenOff => Verdict.BrokenOff,
        _ when exchange.Http.Response.HasStarted => AfterBegin(error),
        _ => BeforeBegin(error, exchange),
    };

    /// <summary>Whether another replica may be asked: what was not sent, or what may be sent twice, and can be.</summary>
    public static bool AllowsRetry(Verdict verdict, Exchange exchange) => verdict switch
    {
        Verdict.Unreachable or Verdict.ConnectTimedOut => !exchange.IsBodyTouched,
        Verdict.Broke => !exchange.HasBody && Idempotence.Of(exchange.Http.Request.Method),
        _ => false,
    };

    // The replica's part is done where only the client's body was not read to its end.
    private static Verdict AfterBegin(ForwarderError error) =>
        error is ForwarderError.ResponseBodyCanceled ? Verdict.ClientLeft : Verdict.Served;

    private static Verdict BeforeBegin(ForwarderError error, Exchange exchange)
    {
        if (exchange.HasClientLeft)
        {
            return Verdict.ClientLeft;
        }

        var cause = exchange.Http.Features.Get<IForwarderErrorFeature>()?.Exception;
        return error switch
        {
            ForwarderError.Request => OfRequest(cause),
            ForwarderError.RequestTimedOut or ForwarderError.ResponseBodyCanceled => Verdict.TimedOut,
            ForwarderError.RequestBodyClient => Verdict.BodyUnusable,
            ForwarderError.RequestBodyDestination => exchange.Http.Response.StatusCode == StatusCodes.Status504GatewayTimeout ? Verdict.TimedOut : Verdict.Broke,
            ForwarderError.ResponseBodyClient or ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled => Verdict.ClientLeft,
            _ => Verdict.Unusable,
        };
    }

    private static Verdict OfRequest(Exception? cause) => cause switch
    {
        HttpRequestException { InnerException: ConnectionBrokeException } => Verdict.Broke,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: TimeoutException } => Verdict.ConnectTimedOut,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Verdict.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => Verdict.Unusable,
        _ => Verdict.Broke,
    };
}
