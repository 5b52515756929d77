using Orchestry.Core.Engine;
using Orchestry.Docker.Events;
using Orchestry.Docker.Tests.Scripted;
using Orchestry.Testing;

namespace Orchestry.Docker.Tests.Events;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _deadline = new(TestKit.Guard, TimeProvider.System);
    private readonly ScriptedEngine _scripted = new();
    private int _connections;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _scripted.DisposeAsync();
        _deadline.Dispose();
    }

    [Fact]
    public async Task After_a_break_events_go_on_from_the_last_one_without_repeating_it()
    {
        _scripted.On("GET /events", async reply =>
        {
            var isFirst = Interlocked.Increment(ref _connections) == 1;
            await reply.BeginAsync();
            await reply.ChunkAsync(isFirst ? Line("start", "a", 1767600001_000000100) : Line("start", "a", 1767600001_000000100) + Line("die", "a", 1767600002_000000000));
            if (isFirst)
            {
                reply.Break();
            }

            await reply.HangAsync();
        });

        var seen = await TakeAsync(5);
        Assert.IsType<EngineEvent.Connected>(seen[0]);
        Assert.Equal("a", Assert.IsType<EngineEvent.Started>(seen[1]).Id.Value);
        Assert.Equal(EngineFaultKind.Unreachable, Assert.IsType<EngineEvent.Disconnected>(seen[2]).Fault.Kind);
        Assert.IsType<EngineEvent.Connected>(seen[3]);
        Assert.Equal(9, Assert.IsType<EngineEvent.Died>(seen[4]).ExitCode);
        Assert.DoesNotContain("since=", _scripted.Requests[0].Target, StringComparison.Ordinal);
        Assert.Contains("since=1767600001.000000100&", _scripted.Requests[1].Target, StringComparison.Ordinal);
        var query = Uri.UnescapeDataString(_scripted.Requests[1].Target);
        Assert.Contains("\"label\":[\"orchestry.cluster=c1\",\"orchestry.app\"]", query, StringComparison.Ordinal);
        Assert.Contains("\"type\":[\"container\"]", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_break_before_the_first_event_asks_from_the_engines_own_time_of_the_first_connection()
    {
        _scripted.On("GET /events", async reply =>
        {
            await reply.BeginAsync(date: "Mon, 05 Jan 2026 10:00:00 GMT");
            if (Interlocked.Increment(ref _connections) > 1)
            {
                await reply.HangAsync();
            }

            await reply.EndAsync();
        });
        var seen = await TakeAsync(3);
        Assert.IsType<EngineEvent.Disconnected>(seen[1]);
        Assert.Contains("since=1767607200.000000000&", _scripted.Requests[1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_stays_away_is_reported_once_and_tried_until_it_is_back()
    {
        var port = _scripted.Port;
        await _scripted.DisposeAsync();
        await using var engine = _scripted.Connect();
        await using var events = engine.WatchAsync(new Dictionary<string, string?>(), null, _deadline.Token).GetAsyncEnumerator(_deadline.Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(EngineFaultKind.Unreachable, Assert.IsType<EngineEvent.Disconnected>(events.Current).Fault.Kind);
        var next = events.MoveNextAsync().AsTask();

        await using var back = new ScriptedEngine(port: port);
        back.On("GET /events", async reply =>
        {
            await reply.BeginAsync();
            await reply.HangAsync();
        });
        Assert.True(await next);
        Assert.IsType<EngineEvent.Connected>(events.Current);
    }

    [Fact]
    public void Pauses_double_from_100_ms_to_5_s_and_are_shortened_by_at_most_a_half()
    {
        var backoff = new Backoff();
        foreach (var longest in new[] { 100, 200, 400, 800, 1600, 3200, 5000, 5000 })
        {
            Assert.InRange(backoff.Next().TotalMilliseconds, longest / 2.0, longest);
        }

        backoff.Reset();
        Assert.InRange(backoff.Next().TotalMilliseconds, 50, 100);
    }

    private static string Line(string action, string id, long nanoseconds) =>
        $$$"""{"Type":"container","Action":"{{{action}}}","Actor":{"ID":"{{{id}}}","Attributes":{"name":"web","exitCode":"9"}},"timeNano":{{{nanoseconds}}}}""" + "\n";

    private async Task<List<EngineEvent>> TakeAsync(int count)
    {
        var labels = new Dictionary<string, string?> { ["orchestry.cluster"] = "c1", ["orchestry.app"] = null };
        var seen = new List<EngineEvent>();
        await using var engine = _scripted.Connect();
        await foreach (var happened in engine.WatchAsync(labels, since: null, _deadline.Token))
        {
            seen.Add(happened);
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }
}
