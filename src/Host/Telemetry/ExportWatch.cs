using Microsoft.Extensions.Logging;

namespace Orchestry.Host.Telemetry;

/// <summary>Says once when metrics do not arrive at the collector, and once when they do again; the exporter itself keeps silent.</summary>
internal sealed class ExportWatch(ILogger log, Uri target) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _isStuck;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Told(base.Send(request, cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            TellStuck(error.Message);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Told(await base.SendAsync(request, cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            TellStuck(error.Message);
            throw;
        }
    }

    private HttpResponseMessage Told(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            TellStuck($"it answered {(int)answer.StatusCode}");
        }
        else if (Interlocked.Exchange(ref _isStuck, 0) == 1)
        {
            log.ExportFlows(target);
        }

        return answer;
    }

    private void TellStuck(string error)
    {
        if (Interlocked.Exchange(ref _isStuck, 1) == 0)
        {
            log.ExportStuck(target, error);
        }
    }
}
