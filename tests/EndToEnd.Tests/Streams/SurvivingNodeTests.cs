using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>Streams of nodes that go on when another one goes.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class SurvivingNodeTests(Images images) : ClusterTest(images, subnet: 147)
{
    [Fact]
    public async Task Subscribers_of_a_node_that_goes_on_notice_nothing_of_the_death_of_the_leader()
    {
        var leader = (await Cluster.LeaderAsync())!;
        var settings = new Dictionary<string, string> { ["BURSTS"] = "10000", ["BURST"] = "10" };
        await leader.Api.RunAsync(new TestApp("counter", Images.Counting) { Type = "worker", Environment = settings }, replicas: 1);
        await UntilHealthyEverywhereAsync("counter", 1);
        var follower = Cluster.Nodes.First(n => n != leader);
        await using var lines = await StreamClient.OpenAsync(follower.Address, "/api/v1/apps/counter/logs/stream?since=1h");
        await using var events = await StreamClient.OpenAsync(follower.Address, "/api/v1/events/stream?since=1h");
        await lines.UntilAsync("some lines", _ => lines.Messages.Count > 20);

        await leader.KillAsync();
        await Cluster.UntilLedByAnotherAsync(leader);
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", Web("late").ToJson())).Expect(201);
        var sentBefore = lines.Messages.Count;
        await lines.UntilAsync("more lines", _ => lines.Messages.Count > sentBefore + 20);
        await events.UntilAsync("the event of the next leader", m => m.Text("message").StartsWith("Application registered", StringComparison.Ordinal) && m.Text("app_name") == "late");

        Assert.False(lines.Ended.IsCompleted || events.Ended.IsCompleted);
        Assert.Equal(Enumerable.Range(1, events.Messages.Count), events.Messages.Select(m => m.Int("id")));
        var counted = new CountedLines(new HashSet<string>());
        counted.Read(lines.Messages);
        Assert.Empty(counted.Faults);
        Assert.Empty(counted.Gaps);
    }
}
