using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;

namespace Orchestry.Actors.Health;

/// <summary>
/// Probes over HTTP, TCP or by a command in the container. Each probe makes its own connection, so that it finds what a new client would
/// find; it follows no redirect, uses no proxy and reads no more than the head of the answer.
/// </summary>
internal sealed class ReplicaProbe : IReplicaProbe, IDisposable
{
    private readonly IContainerEngine _engine;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    public ReplicaProbe(IContainerEngine engine, TimeProvider clock)
    {
        (_engine, _clock) = (engine, clock);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 32,
            ActivityHeadersPropagator = null,
        });
    }

    public async Task<ProbeOutcome> CheckAsync(ProbeTarget target, HealthCheckSpec check, CancellationToken cancellationToken)
    {
        var startedAt = _clock.GetTimestamp();
        using var timeout = new CancellationTokenSource(check.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var error = check.Protocol switch
            {
                ProbeProtocol.Command => await RunAsync(target.Container, check, either.Token),
                _ when target.Address is null => "the container has no address on the application network",
                ProbeProtocol.Tcp => await ConnectAsync(target.Address, check.Port, either.Token),
                _ => await RequestAsync(target.Address, check, either.Token),
            };
            var took = _clock.GetElapsedTime(startedAt);
            return error is null ? ProbeOutcome.Pass(took) : ProbeOutcome.Fail(took, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeOutcome.Fail(
                _clock.GetElapsedTime(startedAt),
                string.Create(CultureInfo.InvariantCulture, $"No answer within {check.Timeout.TotalSeconds:0.###} s"));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> RequestAsync(string address, HealthCheckSpec check, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(check.Method), $"http://{address}:{check.Port}{check.Path}");
        request.Headers.ConnectionClose = true;
        if (check.Body is not null)
        {
            request.Content = new StringContent(check.Body, Encoding.UTF8);
        }

        foreach (var header in check.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.Remove(header.Name);
                request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            return check.ExpectedStatus.Any(range => range.Includes(status)) ? null : $"Answered {status}, expected {Expected(check)}";
        }
        catch (HttpRequestException error)
        {
            return error.InnerException is SocketException socket ? socket.Message : error.Message;
        }
    }

    private static async Task<string?> ConnectAsync(string address, int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port), cancellationToken);
            return null;
        }
        catch (SocketException error)
        {
            return error.Message;
        }
    }

    private async Task<string?> RunAsync(ContainerId container, HealthCheckSpec check, CancellationToken cancellationToken)
    {
        var ran = await _engine.ExecAsync(container, check.Command, cancellationToken);
        if (!ran.TryGet(out var result, out var fault))
        {
            return fault.Message;
        }

        return result.ExitCode == 0 ? null : $"The command exited with code {result.ExitCode}";
    }

    private static string Expected(HealthCheckSpec check) =>
        string.Join(", ", check.ExpectedStatus.Select(r => r.From == r.To ? $"{r.From}" : $"{r.From}-{r.To}"));
}
