using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;
using Orchestry.Http.Authentication;
using Orchestry.Http.Errors;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Streams;

/// <summary>A stream, as a WebSocket or as Server-Sent Events, whichever the request asks for. It lasts until one of the two ends it.</summary>
/// <param name="subscribe">Begins it.</param>
/// <param name="write">
/// Writes an item of a stream that is Server-Sent Events whatever the request accepts, since its path says so; null: the request chooses.
/// </param>
internal sealed class StreamReply(Func<CancellationToken, Task<Outcome<Subscription>>> subscribe, Func<StreamItem, byte[]>? write = null) : Reply
{
    public override async Task WriteAsync(HttpContext http)
    {
        if (write is null && !IsAskedFor(http))
        {
            http.Response.Headers.Upgrade = "websocket";
            await new Fault(
                ErrorCatalog.UpgradeRequired,
                $"Open it as a WebSocket, or ask for Server-Sent Events with Accept: {EventStreamSubscriber.ContentType}").WriteAsync(http);
            return;
        }

        var services = http.RequestServices;
        var count = services.GetRequiredService<SubscriberCount>();
        if (!count.TryEnter())
        {
            await new Fault(ErrorCatalog.TooManySubscribers, "This node serves as many as STREAM_MAX_SUBSCRIBERS allows").WriteAsync(http);
            return;
        }

        try
        {
            await SendAsync(http, services);
        }
        finally
        {
            count.Leave();
        }
    }

    /// <summary>Whether the request asks for a stream, in either form.</summary>
    public static bool IsAskedFor(HttpContext http) => http.WebSockets.IsWebSocketRequest || AcceptsEvents(http);

    private static bool AcceptsEvents(HttpContext http) => http.Request.Headers.Accept
        .Any(accept => accept?.Contains(EventStreamSubscriber.ContentType, StringComparison.OrdinalIgnoreCase) == true);

    private async Task SendAsync(HttpContext http, IServiceProvider services)
    {
        if (!(await subscribe(http.RequestAborted)).TryGet(out var subscription, out var refusal))
        {
            await (RingPaths.Covers(http.Request.Path) ? (Reply)RingFault.From(refusal) : Fault.From(refusal)).WriteAsync(http);
            return;
        }

        await using (subscription)
        {
            var (options, time) = (services.GetRequiredService<HttpOptions>(), services.GetRequiredService<TimeProvider>());
            var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var tokenOver = new CancellationTokenSource();
            using var left = new CancellationTokenSource();
            var watching = services.GetRequiredService<TokenWatch>().RunAsync(http, tokenOver, left.Token);
            try
            {
                await (http.WebSockets.IsWebSocketRequest && write is null
                    ? new WebSocketSubscriber(http, options, time).RunAsync(subscription, stopping, tokenOver.Token)
                    : new EventStreamSubscriber(http, options, time, write).RunAsync(subscription, stopping, tokenOver.Token));
            }
            finally
            {
                await left.CancelAsync();
                await watching;
            }
        }
    }
}
