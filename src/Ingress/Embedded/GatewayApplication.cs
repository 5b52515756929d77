using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Orchestry.Ingress.Embedded;

/// <summary>What the server calls for each request: nothing stands between it and the gateway.</summary>
internal sealed class GatewayApplication(Gateway gateway, TimeProvider clock, ILogger log) : IHttpApplication<Exchange>
{
    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        var exchange = contextFeatures is IHostContextContainer<Exchange> container ? container.HostContext ??= new Exchange() : new Exchange();
        exchange.Begin(contextFeatures, clock.GetTimestamp());
        return exchange;
    }

    public Task ProcessRequestAsync(Exchange context) => gateway.HandleAsync(context);

    public void DisposeContext(Exchange context, Exception? exception)
    {
        if (exception is not null and not OperationCanceledException)
        {
            log.RequestCrashed(exception);
        }

        context.End();
    }
}
