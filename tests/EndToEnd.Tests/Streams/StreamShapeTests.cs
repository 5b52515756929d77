using System.Text.Json;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>The three streams as the reference's clients read them, from a controller alone.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class StreamShapeTests(Images images) : EngineTest(images, subnet: 117)
{
    [Fact]
    public async Task Every_stream_sends_the_fields_of_the_reference_and_a_cursor_by_WebSocket_and_as_events()
    {
        Stage.Settings["METRICS_INTERVAL"] = "1";
        var controller = await Stage.StartControllerAsync();
        var node = new Uri(controller.Api.Address, "/");
        await using var events = await StreamClient.OpenAsync(node, "/api/v1/events/stream");
        await controller.Api.RunAsync(new TestApp("teller", Images.Chatty) { Type = "worker" }, replicas: 1);
        await using var lines = await StreamClient.OpenAsync(node, "/api/v1/apps/teller/logs?follow=true");
        await using var linesAsEvents = await StreamClient.OpenEventsAsync(node, "/api/v1/apps/teller/logs/stream?tail=6");
        await using var figures = await StreamClient.OpenAsync(node, "/api/v1/apps/teller/metrics/stream");

        await lines.UntilAsync("all six lines", _ => lines.Messages.Count == 6);
        await linesAsEvents.UntilAsync("all six lines", _ => linesAsEvents.Messages.Count == 6);
        await figures.UntilAsync("real figures", m => m.At("memory_percent").ValueKind == JsonValueKind.Number && m.Int("total_replicas") == 1);
        await events.UntilAsync("the story so far", m => m.Text("message") == "Container teller-1 is healthy");

        Assert.All(lines.Messages, m => Assert.Equal("timestamp container level message cursor", m.Fields()));
        Assert.Equal(lines.Messages.Select(m => m.GetRawText()), linesAsEvents.Messages.Select(m => m.GetRawText()));
        Assert.Equal([null, "DEBUG", "ERROR", "FATAL", "INFO", "WARN"], lines.Messages.Select(m => m.At("level").GetString()).Order());
        Assert.All(events.Messages, m => Assert.Equal("id type app_name message timestamp details cursor", m.Fields()));
        Assert.Equal(events.Messages.Select(m => m.Int("id")), Enumerable.Range(events.Messages[0].Int("id"), events.Messages.Count));
        Assert.All(figures.Messages, m => Assert.Equal(
            "timestamp cpu_percent memory_percent rps latency_p95_ms active_connections healthy_replicas total_replicas cursor", m.Fields()));
    }

    [Fact]
    public async Task Whatever_a_container_writes_arrives_as_text()
    {
        var controller = await Stage.StartControllerAsync();
        await controller.Api.RunAsync(new TestApp("odd", Images.Odd) { Type = "worker" }, replicas: 1);
        await using var lines = await StreamClient.OpenAsync(controller.Api.Address, "/api/v1/apps/odd/logs/stream?since=1h");

        await lines.UntilAsync("the last line", m => m.Text("message") == "last");

        Assert.Equal(
            [
                "invalid \uFFFD\uFFFD bytes", "\u001b[31mERROR\u001b[0m red", "a \0 in it", new string('x', 1_000_000),
                """{"level":"warn","msg":"quoted \"text\" and \\ more"}""", "java.lang.Error: boom", "\tat Main.main(Main.java:1)", "last",
            ],
            lines.Messages.Select(m => m.Text("message")));
        Assert.Equal([null, "ERROR", null, null, "WARN", null, null, null], lines.Messages.Select(m => m.At("level").GetString()));
    }

    [Fact]
    public async Task A_subscriber_goes_on_where_it_was_after_the_controller_was_killed()
    {
        var controller = await Stage.StartControllerAsync();
        var settings = new Dictionary<string, string> { ["BURSTS"] = "1000", ["BURST"] = "20" };
        await controller.Api.RunAsync(new TestApp("counter", Images.Counting) { Type = "worker", Environment = settings }, replicas: 1);
        await using var before = await StreamClient.OpenAsync(controller.Api.Address, "/api/v1/apps/counter/logs/stream?since=1h");
        await before.UntilAsync("some lines", _ => before.Messages.Count > 50);

        await controller.KillAsync();
        await before.Ended.WaitAsync(Until.Ceiling, TimeProvider.System);
        controller = await Stage.StartControllerAsync();
        await using var after = await StreamClient.OpenEventsAsync(controller.Api.Address, "/api/v1/apps/counter/logs/stream", before.Cursor);
        await after.UntilAsync("more lines", _ => after.Messages.Count > 50);

        var lines = new CountedLines(new HashSet<string>());
        lines.Read(before.Messages);
        lines.Read(after.Messages);
        Assert.Empty(lines.Faults);
        Assert.Empty(lines.Gaps);
    }

    [Fact]
    public async Task A_stopped_node_says_so_and_a_removed_application_ends_its_stream()
    {
        var controller = await Stage.StartControllerAsync();
        await controller.Api.RunAsync(new TestApp("teller", Images.Chatty) { Type = "worker" }, replicas: 1);
        await using var lines = await StreamClient.OpenAsync(controller.Api.Address, "/api/v1/apps/teller/logs/stream?tail=10");
        await using var events = await StreamClient.OpenEventsAsync(controller.Api.Address, "/api/v1/events/stream");

        (await controller.Api.DeleteAsync("/api/v1/apps/teller")).Expect(200);
        await lines.Ended.WaitAsync(Until.Ceiling, TimeProvider.System);
        Assert.Equal("type timestamp container cursor", lines.Messages[^1].Fields());
        Assert.Equal(("end", "teller-1"), (lines.Messages[^1].Text("type"), lines.Messages[^1].Text("container")));
        Assert.Equal((1000, "The application was removed"), lines.Close);

        await controller.TerminateAsync();
        await events.Ended.WaitAsync(Until.Ceiling, TimeProvider.System);
        Assert.Equal(1001, events.Close!.Value.Code);
    }
}
