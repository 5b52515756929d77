using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;
using Orchestry.Docker.Events;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    private static readonly string[] WatchedActions = ["start", "die", "oom", "destroy"];

    /// <inheritdoc/>
    /// <remarks>While the engine stays away, a further <see cref="EngineEvent.Disconnected"/> comes only when the reason changes.</remarks>
    public async IAsyncEnumerable<EngineEvent> WatchAsync(
        IReadOnlyDictionary<string, string?> labels, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = LabelFilter.ToQuery(labels, ("type", ["container"]), ("event", WatchedActions));
        var delivered = new RecentEvents();
        var backoff = new Backoff();
        var lastFault = default(EngineFaultKind?);
        while (true)
        {
            var from = delivered.Newest is { } newest ? UnixTime.FromNanoseconds(newest) : since;
            var query = from is { } time ? $"since={UnixTime.Format(time)}&{filter}" : filter;
            var request = new EngineRequest(HttpMethod.Get, $"/events?{query}", "tell its events");
            var opened = await _transport.OpenAsync(request, Timeout.InfiniteTimeSpan, cancellationToken);
            if (opened.TryGet(out var stream, out var fault))
            {
                await using (stream)
                {
                    lastFault = null;
                    _log.EventsConnected(_transport.Endpoint.Display);
                    var connectedAt = _time.GetTimestamp();
                    yield return new EngineEvent.Connected();

                    // The engine's clock, not ours: what happens before the first event arrives is asked for after a break as well.
                    since ??= stream.AnsweredAt;
                    await using var lines = JsonLines.ReadAsync(stream, DockerJson.Default.EventLine, cancellationToken)
                        .GetAsyncEnumerator(cancellationToken);
                    while (true)
                    {
                        var next = await NextAsync(lines);
                        if (!next.TryGet(out var line, out fault))
                        {
                            break;
                        }

                        if (delivered.TryAdd(line) && line.ToEvent() is { } happened)
                        {
                            yield return happened;
                        }
                    }

                    // An engine that accepts and hangs up at once is not back yet.
                    if (_time.GetElapsedTime(connectedAt) >= Backoff.Longest)
                    {
                        backoff.Reset();
                    }
                }
            }

            if (fault.Kind != lastFault)
            {
                lastFault = fault.Kind;
                _log.EventsLost(_transport.Endpoint.Display, fault.ToString());
                yield return new EngineEvent.Disconnected(fault);
            }

            await Task.Delay(backoff.Next(), _time, cancellationToken);
        }
    }

    private static async ValueTask<EngineResult<EventLine>> NextAsync(IAsyncEnumerator<EventLine> lines)
    {
        try
        {
            return await lines.MoveNextAsync()
                ? lines.Current
                : new EngineFault(EngineFaultKind.Unreachable, "The engine ended its event stream, as it does when it shuts down.");
        }
        catch (EngineException broken)
        {
            return broken.Fault;
        }
    }
}
