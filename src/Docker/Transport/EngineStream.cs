using Orchestry.Core.Engine;
using Orchestry.Docker.Faults;

namespace Orchestry.Docker.Transport;

/// <summary>
/// A long answer being read. Silence longer than <paramref name="idleTimeout"/> and every break become an <see cref="EngineException"/>.
/// </summary>
internal sealed class EngineStream(HttpResponseMessage response, Stream body, Deadline deadline, EngineRequest request, EngineEndpoint endpoint)
    : IAsyncDisposable
{
    /// <summary>The engine's clock when it began to answer, in whole seconds; null when it did not say.</summary>
    public DateTimeOffset? AnsweredAt => response.Headers.Date;

    /// <summary>How long the engine may say nothing; infinite by default.</summary>
    public TimeSpan IdleTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Reads what is there, waiting for at least one byte. 0: the answer is complete.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        deadline.Restart(IdleTimeout);
        try
        {
            return await body.ReadAsync(buffer, deadline.Token);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineException(TransportFaults.From(e, deadline, request, endpoint), e);
        }
    }

    /// <summary>The fault of an answer that ended, or makes no sense, in the middle.</summary>
    public EngineException Broken(string what) =>
        new(new EngineFault(EngineFaultKind.Unreachable, $"The engine could not {request.Purpose}: {what}."));

    public async ValueTask DisposeAsync()
    {
        deadline.Dispose();
        await body.DisposeAsync();
        response.Dispose();
    }
}
