using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Kernel.Streams;
using Orchestry.Actors.Logs;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>The one upstream of a container: follows its log until it has exited, through whatever the engine does meanwhile.</summary>
internal sealed class LogTail(LogFeed feed, IContainerEngine engine, ReplicaSnapshot replica, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ContainerId _container = replica.Container!.Value;
    private readonly ContainerLog _lines = new(engine, replica.Container!.Value);

    /// <summary>Completes when everything was read, or the feed is closed. Never fails.</summary>
    public async Task RunAsync(CancellationToken closing)
    {
        var settings = new RestartSettings(FirstPause, LongestPause)
        {
            RestartsOn = error => error is EngineException engineError && !engineError.IsOfGoneContainer(),
            OnFailure = Tell,
        };
        try
        {
            await RestartSource.OnFailuresWithBackoff(settings, clock, () => Source.From(ReadOnAsync))
                .RunForeachAsync(line => feed.Publish(replica, line), closing);
            feed.PublishEnd(replica, isWhole: true);
        }
        catch (EngineException error) when (error.IsOfGoneContainer())
        {
            feed.PublishEnd(replica, isWhole: false);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
        }
        catch (Exception bug)
        {
            log.StreamBroke(bug, $"log of {replica.Id}");
            feed.PublishEnd(replica, isWhole: false);
        }
    }

    /// <summary>Everything after what was read, until the container has exited and its log is read to the end.</summary>
    private async IAsyncEnumerable<PlacedLine> ReadOnAsync([EnumeratorCancellation] CancellationToken closing)
    {
        await foreach (var line in _lines.ReadAfterAsync(feed.PlaceOf(replica.Id.Attempt), follows: true, closing))
        {
            yield return line;
        }

        // The engine ends the answer when the container exits, when it is itself stopped, and at once for a container that has yet to start.
        var found = await engine.InspectContainerAsync(_container, closing);
        if (found.Fault is { Kind: EngineFaultKind.NotFound })
        {
            yield break;
        }

        if (found.Fault is { } fault)
        {
            throw new EngineException(fault);
        }

        if (found.Value.State is not (ContainerState.Exited or ContainerState.Dead or ContainerState.Removing))
        {
            throw new EngineException(new EngineFault(EngineFaultKind.Unreachable, "The engine ended the log of a container that has not exited."));
        }

        foreach (var line in await ReadRestAsync(closing))
        {
            yield return line;
        }
    }

    /// <summary>What came in between: nothing, when the answer ended because the container had exited. One removed by now had nothing more to say.</summary>
    private async Task<List<PlacedLine>> ReadRestAsync(CancellationToken closing)
    {
        var rest = new List<PlacedLine>();
        try
        {
            await foreach (var line in _lines.ReadAfterAsync(feed.PlaceOf(replica.Id.Attempt), follows: false, closing))
            {
                rest.Add(line);
            }
        }
        catch (EngineException error) when (error.IsOfGoneContainer())
        {
            return [];
        }

        return rest;
    }

    private void Tell(Exception error, int failures)
    {
        if (failures == 1)
        {
            log.FollowFailed(replica.Id.ToString(), error.Message);
        }
    }
}
