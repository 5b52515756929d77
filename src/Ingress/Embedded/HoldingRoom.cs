using Orchestry.Core.Apps;
using Orchestry.Ingress.Answers;

namespace Orchestry.Ingress.Embedded;

/// <summary>Where requests wait for an application that sleeps until a table has a replica of it.</summary>
internal sealed class HoldingRoom(IngressOptions options, TableInForce inForce, TimeProvider clock, CancellationToken stopping)
{
    /// <summary>Holds a request of an application without replicas, if that makes sense.</summary>
    /// <returns>Where the request goes now, or what it is answered; neither when the client went away.</returns>
    public async ValueTask<(RoutedRequest? Request, IngressAnswer? Answer)> HoldAsync(Exchange exchange, RoutedApp app)
    {
        if (!app.Route.IsAsleep)
        {
            return (null, IngressAnswer.NoHealthyReplica(app.Route));
        }

        if (!app.Counters.TryHold(options.MaxHeldPerApp))
        {
            return (null, IngressAnswer.NotAwake(app.Route, isFull: true));
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(exchange.RequestAborted, stopping);
        try
        {
            return await WaitAsync(exchange, app, ends.Token);
        }
        catch (TimeoutException)
        {
            return (null, IngressAnswer.NotAwake(app.Route, isFull: false));
        }
        catch (OperationCanceledException)
        {
            return (null, exchange.HasClientLeft ? null : IngressAnswer.ShuttingDown(app.Route));
        }
        finally
        {
            app.Counters.Released();
        }
    }

    private async Task<(RoutedRequest? Request, IngressAnswer? Answer)> WaitAsync(Exchange exchange, RoutedApp app, CancellationToken ends)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            // Who woke the application need not say any more that it sleeps while its replica starts: that is waited for as well.
            var table = inForce.Current;
            if (!table.TryMatch(exchange.Host, exchange.Path, out var request))
            {
                return (null, IngressAnswer.RouteNotFound(exchange.Host, exchange.Path));
            }

            if (!request.App.Upstreams.IsEmpty)
            {
                return (request, null);
            }

            if (request.App.Route is { IsAsleep: false, Status: not AppStatus.Running })
            {
                return (null, IngressAnswer.NoHealthyReplica(request.App.Route));
            }

            var left = options.HoldTime - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                return (null, IngressAnswer.NotAwake(app.Route, isFull: false));
            }

            await table.Replaced.WaitAsync(left, clock, ends);
        }
    }
}
