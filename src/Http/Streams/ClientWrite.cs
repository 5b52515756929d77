using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Streams;

/// <summary>
/// A write to a subscriber. It is never cancelled: the server cuts the connection of a write that is, and then nothing can be said any more, not even why
/// the stream ends.
/// </summary>
/// <param name="http">The subscriber's request.</param>
/// <param name="time">The clock.</param>
internal readonly struct ClientWrite(HttpContext http, TimeProvider time)
{
    /// <summary>How long a subscriber may take for what is said last.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the client has taken what is written, as long as it takes something now and then. Else gives the connection up.</summary>
    /// <param name="write">The write.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="ending">Ends the stream: what is under way gets <see cref="Farewell"/> still.</param>
    /// <exception cref="SubscriberDeafException">The connection was given up.</exception>
    /// <exception cref="OperationCanceledException">The stream is to end, and the client has taken what was written.</exception>
    public async ValueTask FinishAsync(ValueTask write, TimeSpan patience, CancellationToken ending)
    {
        if (write.IsCompleted)
        {
            await write;
            ending.ThrowIfCancellationRequested();
            return;
        }

        var writing = write.AsTask();
        try
        {
            await writing.WaitAsync(patience, time, ending);
        }
        catch (TimeoutException)
        {
            await GiveUpAsync(writing);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await FinishLastAsync(writing);
            throw;
        }
    }

    private async Task FinishLastAsync(Task writing)
    {
        try
        {
            await writing.WaitAsync(Farewell, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await GiveUpAsync(writing);
        }
    }

    private async Task GiveUpAsync(Task writing)
    {
        http.Abort();
        // What it writes from may be used for something else afterwards.
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new SubscriberDeafException();
    }
}

/// <summary>The client takes nothing.</summary>
internal sealed class SubscriberDeafException : IOException;
