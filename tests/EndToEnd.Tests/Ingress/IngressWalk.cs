using Orchestry.ClusterRig.Traffic;

namespace Orchestry.EndToEnd.Tests.Ingress;

/// <summary>What every ingress keeps, whatever it is made of.</summary>
public abstract class IngressWalk : IngressTest
{
    private protected IngressWalk(Images images, int subnet)
        : base(images, subnet)
    {
    }

    [Fact]
    public async Task Applications_are_served_by_host_and_by_path_and_whoever_asks_for_another_is_told_so()
    {
        await RunAsync(Fast("shop"), replicas: 2);
        await RunAsync(Fast("prices") with { Host = "prices.example.test", Path = "/v1" }, replicas: 1);
        (await Api.RegisterAsync(Fast("later"))).Expect(201);
        var shop = (await Api.HealthyAsync("shop")).Select(c => c.Text("id")).ToArray();
        var prices = (await Api.HealthyAsync("prices")).Single().Text("id");

        Assert.Contains(await WhoAsync("shop.localhost", "/any/path?and=query"), shop);
        Assert.Contains(await WhoAsync("127.0.0.1", "/shop/any/path"), shop);
        Assert.Equal(prices, await WhoAsync("prices.example.test", "/v1/today"));
        Assert.Equal(prices, await WhoAsync("prices.localhost", "/"));
        Assert.Equal(prices, await WhoAsync("anything.example.test", "/prices/"));

        var bare = await AskAsync("127.0.0.1", "/shop?x=1");
        Assert.Equal((308, "/shop/?x=1"), (bare.Status, bare.Headers.Location?.OriginalString));
        (await AskAsync("prices.example.test", "/v2/")).ExpectError(404, "ROUTE_NOT_FOUND");
        (await AskAsync("nobody.localhost", "/")).ExpectError(404, "ROUTE_NOT_FOUND");
        (await AskAsync("127.0.0.1", "/nobody/")).ExpectError(404, "ROUTE_NOT_FOUND");
        var unready = await Until.SeesAsync("the registered application known", async () =>
            await AskAsync("later.localhost", "/") is { Status: not 404 } known ? known : null);
        Assert.Contains("'later' is stopped", unready.ExpectError(503, "NO_HEALTHY_REPLICA").Text("details"), StringComparison.Ordinal);
        Assert.Equal("30", unready.Headers.GetValues("Retry-After").Single());

        (await Api.StopAsync("shop")).Expect(200);
        await Until.TrueAsync("the stopped application known to be stopped", async () =>
            (await AskAsync("shop.localhost", "/")).ExpectError(503, "NO_HEALTHY_REPLICA").Text("details").Contains("is stopped", StringComparison.Ordinal));
        Assert.Equal(prices, await WhoAsync("prices.localhost", "/"));
        (await Api.DeleteAsync("/api/v1/apps/shop")).Expect(200);
        await Until.TrueAsync("the removed application unknown", async () => (await AskAsync("shop.localhost", "/")).Status == 404);
    }

    [Fact]
    public async Task Rollouts_scaling_and_crashes_under_load_cost_no_request()
    {
        await RunAsync(Fast("shop"), replicas: 2);
        await using var kept = TrafficLoad.Start(Clients("shop") with { Clients = 4 });
        await using var brief = TrafficLoad.Start(Clients("shop") with { Clients = 2, IsKept = false });
        await kept.UntilServedAsync(100);

        (await Api.ScaleAsync("shop", 4)).Expect(200);
        await kept.UntilServedAsync(100);
        (await Api.RegisterAsync(Fast("shop") with { Image = Images.Fast2 })).Expect(200);
        var rollout = await EventAsync("shop", "Rollout of revision 2 completed");
        var untilItsEnd = kept.Count.Requests + brief.Count.Requests;
        (await Api.ScaleAsync("shop", 2)).Expect(200);
        var scaleIn = await EventAsync("shop", "Scale-in from 4 to 2 completed");
        await kept.UntilServedAsync(100);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var victim = (await Api.UntilHealthyAsync("shop", 2))[0].Text("id");
            await Engine.KillAsync(victim);
            await Until.TrueAsync("the killed replica replaced", async () =>
                await Api.HealthyAsync("shop") is { Length: 2 } now && now.All(c => c.Text("id") != victim));
            await kept.UntilServedAsync(100);
        }

        AssertNoneFailed(await kept.StopAsync());
        AssertNoneFailed(await brief.StopAsync());
        Assert.Equal((0, 0), (rollout.Int("connections_closed_after_grace"), scaleIn.Int("connections_closed_after_grace")));
        Assert.InRange(rollout.Int("requests_failed") + scaleIn.Int("requests_failed"), 0, Refused);
        Assert.InRange(rollout.Int("requests_served"), 1, (int)untilItsEnd);
        Assert.EndsWith(" 2", (await AskAsync("shop.localhost", "/")).Text.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_that_leaves_finishes_its_requests_first()
    {
        await RunAsync(Fast("shop"), replicas: 2);
        var slow = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BeginSlowAsync("shop")));
        Assert.Equal(2, slow.Select(s => s.Replica).Distinct().Count());

        (await Api.ScaleAsync("shop", 1, wait: false)).Expect(200);
        foreach (var (_, body) in slow)
        {
            Assert.EndsWith(".\n", await body, StringComparison.Ordinal);
        }

        var details = await EventAsync("shop", "Scale-in from 2 to 1 completed");
        var stayed = (await Api.UntilHealthyAsync("shop", 1)).Single().Text("id");
        Assert.Equal(stayed, (await Stage.ContainersAsync()).Single().ShortId);
        AssertDrained(slow.Count(s => s.Replica != stayed), details.Int("requests_drained"));
        Assert.Equal(0, details.Int("connections_closed_after_grace"));
        Assert.InRange(details.Int("requests_failed"), 0, Refused);
    }

    [Fact]
    public async Task What_takes_longer_than_the_grace_is_cut_and_told()
    {
        await RunAsync(Fast("shop") with { Drain = 1 }, replicas: 2);
        var slow = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => BeginSlowAsync("shop")));
        Assert.Equal(2, slow.Select(s => s.Replica).Distinct().Count());

        (await Api.ScaleAsync("shop", 1)).Expect(200);

        var details = await EventAsync("shop", "Scale-in from 2 to 1 completed");
        var stayed = (await Api.UntilHealthyAsync("shop", 1)).Single().Text("id");
        Assert.EndsWith(".\n", await slow.Single(s => s.Replica == stayed).Body, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => slow.Single(s => s.Replica != stayed).Body);
        Assert.Equal(1, details.Int("connections_closed_after_grace"));
        AssertDrained(0, details.Int("requests_drained"));
    }

    [Fact]
    public async Task A_WebSocket_session_ends_only_by_the_grace_of_the_replica_it_is_with()
    {
        await RunAsync(new TestApp("talk", Images.Socket) { Drain = 2 }, replicas: 2);
        var sessions = new List<Session>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                sessions.Add(await Session.OpenAsync(Address, "talk.localhost", CancellationToken.None));
                Assert.True(await sessions[i].EchoAsync(CancellationToken.None));
            }

            Assert.Equal(2, sessions.Select(s => s.Replica).Distinct().Count());
            var askedAt = Now();
            (await Api.ScaleAsync("talk", 1, wait: false)).Expect(200);
            var lasted = await Task.WhenAll(sessions.Select(s => LastsAsync(s, askedAt)));

            var stayed = (await Api.UntilHealthyAsync("talk", 1)).Single().Text("id");
            var ended = sessions.Zip(lasted).Where(s => s.Second is not null).ToArray();
            Assert.Equal(sessions.Where(s => s.Replica != stayed), ended.Select(e => e.First));
            Assert.All(ended, e => Assert.True(e.Second >= TimeSpan.FromSeconds(2), $"It ended {e.Second} after the scale-in began."));
            var details = await EventAsync("talk", "Scale-in from 2 to 1 completed");
            Assert.Equal(ended.Length, details.Int("connections_closed_after_grace"));
            foreach (var session in sessions.Except(ended.Select(e => e.First)))
            {
                Assert.True(await session.EchoAsync(CancellationToken.None));
            }
        }
        finally
        {
            sessions.ForEach(s => s.Dispose());
        }
    }

    /// <summary>How many requests a replica that left was counted to have finished.</summary>
    private protected virtual void AssertDrained(int expected, int told) => Assert.Equal(expected, told);

    /// <summary>Uses a session until it ends, or the only replica that is left is its own. Answers when it ended; null: it did not.</summary>
    private async Task<TimeSpan?> LastsAsync(Session session, long since)
    {
        TimeSpan? ended = null;
        await Until.TrueAsync("sessions ended, or their replica the only one", async () =>
        {
            if (!await session.EchoAsync(CancellationToken.None))
            {
                ended = Since(since);
                return true;
            }

            return await Stage.ContainersAsync() is [var only] && only.ShortId == session.Replica;
        });
        return ended;
    }

    private async Task<string> WhoAsync(string host, string path)
    {
        var answer = await AskAsync(host, path);
        answer.Expect(200);
        return answer.Text.Split(' ')[0];
    }
}
