using System.Globalization;
using System.Text.Json;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>What can't be sent any more is announced, as it is.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class LostLinesTests(Images images) : EngineTest(images, subnet: 118)
{
    [Fact]
    public async Task Who_stands_still_is_told_how_much_it_has_missed_and_goes_on_with_what_there_is()
    {
        const int Printed = 150_000;
        const int All = Printed + (Printed / 5) + 1;
        var controller = await Stage.StartControllerAsync();
        (await controller.Api.RegisterAsync(Counter(bursts: 1, Printed))).Expect(201);
        await using var lines = await StreamClient.OpenAsync(controller.Api.Address, "/api/v1/apps/counter/logs/stream");
        await using var other = await StreamClient.OpenEventsAsync(controller.Api.Address, "/api/v1/apps/counter/logs/stream");
        lines.Stall();
        (await controller.Api.StartAsync("counter", 1)).Expect(200);
        await UntilOverAsync(other);
        lines.GoOn();
        await UntilOverAsync(lines);

        foreach (var (subscriber, isSlow) in new[] { (lines, true), (other, false) })
        {
            var judged = new CountedLines(new HashSet<string>());
            judged.Read(subscriber.Messages);
            Assert.Empty(judged.Faults);
            Assert.Equal(All, judged.Lines + judged.Missed);
            Assert.True(!isSlow || judged.Missed > 0, "It was not slow enough to miss anything.");
        }

        // Not until the last line: of a subscriber that is behind, any line may be among the missing, the last of an output too.
        static Task UntilOverAsync(StreamClient client)
        {
            var told = 0L;
            return client.UntilAsync($"{All} lines, or that they are missing", message => (told += ToldBy(message)) >= All);
        }

        static long ToldBy(JsonElement message) => !message.TryGetProperty("type", out _) ? 1
            : message.TryGetProperty("missed", out var missed) && missed.ValueKind == JsonValueKind.Number ? missed.GetInt64() : 0;
    }

    [Fact]
    public async Task Who_comes_back_after_a_container_is_gone_is_told_that_its_rest_is_missing()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Counter(bursts: 10_000, burst: 10), replicas: 1);
        await using var before = await StreamClient.OpenAsync(api.Address, "/api/v1/apps/counter/logs/stream?since=1h");
        await before.UntilAsync("some lines", _ => before.Messages.Count > 20);
        var former = (await Stage.ContainersAsync()).Single();
        await before.DisposeAsync();

        (await api.RegisterAsync(Counter(bursts: 1, burst: 10))).Expect(200);
        await Until.TrueAsync("the former container gone", async () => (await Stage.ContainersAsync()) is [{ } now] && now.Id != former.Id);
        await api.UntilHealthyAsync("counter", 1);
        await using var after = await StreamClient.OpenAsync(api.Address, "/api/v1/apps/counter/logs/stream", before.Cursor);
        await after.UntilAsync("all of the next one", m => m.TryGetProperty("message", out var line) && line.GetString()!.StartsWith("done ", StringComparison.Ordinal));

        var gap = after.Messages[0];
        Assert.Equal("type timestamp container from to missed reason cursor", gap.Fields());
        Assert.Equal("gap", gap.Text("type"));
        Assert.Equal("The container was removed before all that it wrote was read", gap.Text("reason"));
        Assert.Equal(JsonValueKind.String, gap.At("from").ValueKind);
        var judged = new CountedLines(new HashSet<string>());
        judged.Read(before.Messages);
        judged.Read(after.Messages);
        Assert.Empty(judged.Faults);
        Assert.Single(judged.Gaps);
        Assert.True(judged.IsWhole(former.ShortId));
    }

    private TestApp Counter(int bursts, int burst) => new("counter", Images.Counting)
    {
        Type = "worker",
        Environment = new Dictionary<string, string>
        {
            ["BURSTS"] = bursts.ToString(CultureInfo.InvariantCulture), ["BURST"] = burst.ToString(CultureInfo.InvariantCulture),
        },
    };
}
