using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>A registered application given another image.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class RolloutTests(Images images) : EngineTest(images, subnet: 105)
{
    private const int Replicas = 3;

    [Fact]
    public async Task A_new_image_replaces_one_replica_after_the_other_and_there_are_never_fewer_healthy_ones()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), Replicas);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };

        using var rolledOut = new CancellationTokenSource();
        var client = CallAsync(api, http, rolledOut.Token);
        var askedAt = Now();
        (await api.RegisterAsync(Web("shop") with { Image = Images.Web2 })).Expect(200);
        await Until.TrueAsync("every replica of the new image", async () =>
            (await Stage.ContainersAsync()) is { Length: Replicas } now && now.All(c => c.Image == Images.Web2 && c.State == "running"));
        Assert.InRange(Since(askedAt), TimeSpan.Zero, TimeSpan.FromSeconds(60));
        await api.UntilHealthyAsync("shop", Replicas);
        await rolledOut.CancelAsync();

        var (fewest, answers, refused) = await client;
        Assert.Equal(Replicas, fewest);
        Assert.Empty(refused);
        Assert.Contains(answers, a => a.EndsWith(" 1", StringComparison.Ordinal));
        Assert.Contains(answers, a => a.EndsWith(" 2", StringComparison.Ordinal));
        Assert.Contains("Specification changed; rolling out revision 2", await api.EventsAsync("shop"));
    }

    [Fact]
    public async Task An_image_that_never_becomes_healthy_costs_no_replica_of_the_old_one_and_can_be_taken_back()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 2);
        var before = (await api.HealthyAsync("shop")).Select(c => c.Text("id")).ToArray();

        (await api.RegisterAsync(Web("shop") with { Image = Images.Broken, InitialDelay = 0 })).Expect(200);
        await Until.TrueAsync("the new image found wanting twice", async () =>
            (await api.EventsAsync("shop")).Count(e => e == "Container shop-1 marked as unhealthy") >= 2);
        Assert.Equal(before, (await api.HealthyAsync("shop")).Select(c => c.Text("id")));

        (await api.RegisterAsync(Web("shop"))).Expect(200);
        await api.UntilHealthyAsync("shop", 2);
        await Until.TrueAsync("nothing left of the broken image", async () =>
            (await Stage.ContainersAsync()) is { Length: 2 } now && now.All(c => c.Image == Images.Web1));
    }

    /// <summary>
    /// What a router does: reads which replicas are healthy and sends each a request. A replica may be told to stop between the reading and
    /// the request, and its address then answers nothing at all; that counts only if it is still shown as healthy afterwards.
    /// </summary>
    private static async Task<(int Fewest, HashSet<string> Answers, List<string> Refused)> CallAsync(Api api, HttpClient http, CancellationToken until)
    {
        var (fewest, answers, refused) = (int.MaxValue, new HashSet<string>(), new List<string>());
        while (!until.IsCancellationRequested)
        {
            var healthy = await api.HealthyAsync("shop");
            fewest = Math.Min(fewest, healthy.Length);
            foreach (var replica in healthy)
            {
                try
                {
                    answers.Add((await http.GetStringAsync(new Uri($"http://{replica.Text("ip")}/cgi-bin/who"), CancellationToken.None)).Trim());
                }
                catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
                {
                    var stillHealthy = await api.HealthyAsync("shop");
                    refused.AddRange(stillHealthy.Where(c => c.Text("id") == replica.Text("id")).Select(c => $"{c}: {error.Message}"));
                }
            }
        }

        return (fewest, answers, refused);
    }
}
