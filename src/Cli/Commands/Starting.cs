using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;

namespace Orchestry.Cli.Commands;

/// <summary>
/// Starts an application, whatever becomes of the controller meanwhile. To start what runs does nothing, but a job that has ended would run twice: so where nobody
/// answered, it is looked at before it is asked for again.
/// </summary>
/// <param name="session">The run.</param>
/// <param name="app">The application's name.</param>
/// <param name="space">Its namespace; null: the default one.</param>
/// <param name="isJob">Whether it is a job; null: that is to be looked up.</param>
internal sealed class Starting(Session session, string app, string? space, bool? isJob = null)
{
    private const string JobCompleted = "completed";
    private const string JobFailed = "failed:";

    /// <summary>Leaders may go one after the other, but not for ever.</summary>
    private const int MostAttempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Whether it is a job that ended well.</summary>
    public static bool HasCompleted(AppDetail app) => app.StatusReason?.StartsWith(JobCompleted, StringComparison.Ordinal) == true;

    /// <summary>Whether it is a job that ended otherwise.</summary>
    public static bool HasFailed(AppDetail app) => app.StatusReason?.StartsWith(JobFailed, StringComparison.Ordinal) == true;

    public static async Task<AppDetail> LookAsync(Session session, string app, string? space, CancellationToken cancellationToken) =>
        (await session.Client.SendAsync(ApiRequest.Get(AppTarget.Of(app, space)), cancellationToken)).Read(ContractsJson.Wire.AppDetail);

    /// <param name="replicas">How many; null: as many as it last had.</param>
    /// <param name="waits">Whether to wait until they are healthy, or the job has ended.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Ends the wait; the wish stays.</param>
    public async Task<ApiReply> RunAsync(int? replicas, bool waits, int seconds, CancellationToken cancellationToken)
    {
        var body = new StartAppRequest(replicas, waits, seconds);
        var request = ApiRequest.Set(HttpMethod.Post, AppTarget.Of(app, space, "/start"), body, ContractsJson.Wire.StartAppRequest) with
        {
            Deadline = TimeSpan.FromSeconds(seconds + 30),
        };
        return await ReplicaWatch.DuringAsync(session, app, space, waits, SendAsync(request, waits, TimeSpan.FromSeconds(seconds), cancellationToken), cancellationToken);
    }

    private async Task<ApiReply> SendAsync(ApiRequest request, bool waits, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!(isJob ?? await IsJobAsync(cancellationToken)))
        {
            return await session.Client.SendAsync(request, cancellationToken);
        }

        var before = await LookAsync(session, app, space, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await session.Client.SendAsync(request with { IsRepeatable = false }, cancellationToken);
            }
            catch (CommandFailure open) when (attempt < MostAttempts && open is UncertainFailure or ApiRefusal { LeavesOpen: true })
            {
                if (await FinishAsync(before, waits, patience, cancellationToken) is { } reply)
                {
                    return reply;
                }
            }
        }
    }

    private async Task<bool> IsJobAsync(CancellationToken cancellationToken)
    {
        var spec = (await session.Client.SendAsync(ApiRequest.Get(AppTarget.Of(app, space, "/spec")), cancellationToken)).Json();
        return spec.TryGetProperty("spec", out var inner) && inner.TryGetProperty("type", out var type) && type.ValueEquals("job");
    }

    /// <summary>What became of a job's start that nobody answered; waited for where that was asked.</summary>
    /// <returns>Null: it was not carried out.</returns>
    private async Task<ApiReply?> FinishAsync(AppDetail before, bool waits, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = session.Around.Time.GetTimestamp();
        // Another node than the one that took it may be a moment behind.
        await Task.Delay(Pause, session.Around.Time, cancellationToken);
        while (true)
        {
            var now = await LookAsync(session, app, space, cancellationToken);
            if (now.UpdatedAt == before.UpdatedAt && now.LastScaledAt == before.LastScaledAt)
            {
                return null;
            }

            if (HasFailed(now))
            {
                throw new CommandFailure(ExitCodes.Failure, $"{app} {now.StatusReason}", $"'{session.Persona.Command} logs {app}' tells more");
            }

            if (!waits || HasCompleted(now))
            {
                return new ApiReply(200, JsonSerializer.SerializeToUtf8Bytes(
                    new AppStartedReply("Application started successfully", app, 1, "running"), ContractsJson.Wire.AppStartedReply), null);
            }

            if (session.Around.Time.GetElapsedTime(began) > patience)
            {
                throw new CommandFailure(ExitCodes.Failure, $"{app} has not ended in time", $"'{session.Persona.Command} status {app}' shows how far it is");
            }

            await Task.Delay(Pause, session.Around.Time, cancellationToken);
        }
    }
}
