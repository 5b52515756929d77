using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Health;

namespace Orchestry.Cli.Commands;

/// <summary>
/// Looks how far an application is while an operation on it waits. It only shows: whether the operation is done is for its answer to say. It asks ever more
/// seldom, since the controller counts requests.
/// </summary>
internal static class ReplicaWatch
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The operation's answer; what hangs is shown meanwhile, and told once more if it fails.</summary>
    public static async Task<ApiReply> DuringAsync(
        Session session, string app, string? space, bool waits, Task<ApiReply> operation, CancellationToken cancellationToken)
    {
        if (!waits)
        {
            return await operation;
        }

        var around = session.Around;
        IReadOnlyList<ReplicaPicture> last = [];
        if (around is { IsErrorTerminal: true, IsColourful: true })
        {
            // Most operations are over before there is anything to show.
            if (await Task.WhenAny(operation, Task.Delay(FirstPause, around.Time, cancellationToken)) != operation)
            {
                await BarProgress.DuringAsync(around, async bars => last = await LookAsync(session, app, space, bars, operation, cancellationToken));
            }
        }
        else
        {
            last = await LookAsync(session, app, space, new LineProgress(around), operation, cancellationToken);
        }

        try
        {
            return await operation;
        }
        catch (ApiRefusal failed) when (last.Count > 0)
        {
            var hanging = last.Where(r => r.Words != "healthy").Select(r => $"{r.Name}: {r.Words}");
            throw new CommandFailure(failed.ExitCode, failed.Message, failed.Advice, failed) { Lines = [.. failed.Lines, .. hanging] };
        }
    }

    private static async Task<IReadOnlyList<ReplicaPicture>> LookAsync(
        Session session, string app, string? space, IReplicaProgress progress, Task operation, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReplicaPicture> last = [];
        // A client of its own: the revision that the operation's answer will have is not to be waited for.
        using var client = new ApiClient(session.Connection, session.Around.Time, session.Persona);
        var pause = FirstPause;
        while (await Task.WhenAny(operation, Task.Delay(pause, session.Around.Time, cancellationToken)) != operation)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await PictureAsync(client, app, space, cancellationToken) is { } picture)
            {
                last = picture;
                await progress.ShowAsync(app, picture);
            }

            pause = pause * 1.25 < LongestPause ? pause * 1.25 : LongestPause;
        }

        return last;
    }

    /// <returns>Null where it can't be seen now, as while a leader is elected: the operation goes on.</returns>
    private static async Task<IReadOnlyList<ReplicaPicture>?> PictureAsync(ApiClient client, string app, string? space, CancellationToken cancellationToken)
    {
        try
        {
            var detail = (await client.SendAsync(ApiRequest.Get(AppTarget.Of(app, space)), cancellationToken)).Read(ContractsJson.Wire.AppDetail);
            AppHealth? health = null;
            if (detail.Replicas.Healthy < detail.Replicas.Desired)
            {
                health = (await client.SendAsync(ApiRequest.Get(AppTarget.Of(app, space, "/health")), cancellationToken)).Read(ContractsJson.Wire.AppHealth);
            }

            return ReplicaPicture.Of(detail, health);
        }
        catch (CommandFailure)
        {
            return null;
        }
    }
}
