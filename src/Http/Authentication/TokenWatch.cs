using Microsoft.AspNetCore.Http;
using Orchestry.Core.Access;

namespace Orchestry.Http.Authentication;

/// <summary>Looks now and then whether a token still lets its holder in, for requests that last.</summary>
internal sealed class TokenWatch(Callers callers, TimeProvider time)
{
    /// <summary>How long a token may be over before that is noticed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    /// <summary>Cancels <paramref name="over"/> when the request's token has ended; returns then, or when the request has. Never fails.</summary>
    public async Task RunAsync(HttpContext http, CancellationTokenSource over, CancellationToken left)
    {
        if (http.Caller().Kind == CallerKind.Anyone || BearerToken.Of(http) is not { } token)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(left))
            {
                if (await callers.FindAsync(token) is null)
                {
                    await over.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The request has ended before its token.
        }
    }
}
