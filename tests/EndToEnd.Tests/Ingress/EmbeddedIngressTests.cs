using Orchestry.ClusterRig.Traffic;

namespace Orchestry.EndToEnd.Tests.Ingress;

/// <summary>The proxy inside the controller.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class EmbeddedIngressTests(Images images) : IngressWalk(images, subnet: 114)
{
    [Fact]
    public async Task An_image_that_never_becomes_healthy_is_taken_back_by_itself_and_costs_no_request()
    {
        await RunAsync(Fast("shop") with { Deadline = 5 }, replicas: 2);
        await using var load = TrafficLoad.Start(Clients("shop"));
        await load.UntilServedAsync(100);

        (await Api.RegisterAsync(Fast("shop") with { Image = Images.Broken, Deadline = 5, InitialDelay = 0 })).Expect(200);
        var why = await EventAsync("shop", "Rollout of revision 2 did not become healthy in time and is rolled back to revision 1 (as revision 3)");
        await EventAsync("shop", "Rollback of revision 3 completed");
        await Api.UntilHealthyAsync("shop", 2);

        AssertNoneFailed(await load.StopAsync());
        Assert.Equal((1, 2, 3, 0), (why.Int("from_revision"), why.Int("failed_revision"), why.Int("new_revision"), why.Int("ready_replicas")));
        Assert.NotEqual("", why.Text("cause"));
        Assert.All(await Stage.ContainersAsync(), c => Assert.Equal(Images.Fast, c.Image));
        Assert.Equal(Images.Fast, (await Api.GetAsync("/api/v1/apps/shop/spec")).Expect(200).Text("spec.image"));
    }

    [Fact]
    public async Task A_request_without_an_answer_finishes_although_its_replica_ignores_SIGTERM_and_then_the_container_goes()
    {
        await RunAsync(new TestApp("shop", Images.Stubborn), replicas: 2, path: "/cgi-bin/who");
        var slow = Enumerable.Range(0, 2).Select(_ => AskAsync("shop.localhost", "/cgi-bin/slow?3")).ToArray();
        await Until.TrueAsync("both replicas at work", async () =>
        {
            var (processes, containers) = (0, await Stage.ContainersAsync());
            foreach (var container in containers)
            {
                processes += (await Engine.GetAsync($"containers/{container.Id}/top")).Expect(200).List("Processes").Count(p => p.GetRawText().Contains("slow", StringComparison.Ordinal));
            }

            return processes >= 2;
        });

        (await Api.ScaleAsync("shop", 1, wait: false)).Expect(200);
        foreach (var answer in await Task.WhenAll(slow))
        {
            answer.Expect(200);
            Assert.EndsWith(" slow\n", answer.Text, StringComparison.Ordinal);
        }

        await EventAsync("shop", "Scale-in from 2 to 1 completed");
        Assert.Single(await Stage.ContainersAsync());
    }
}
