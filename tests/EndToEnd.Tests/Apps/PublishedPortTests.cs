using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;
using Orchestry.Testing.Network;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>Ports of the host that lead to a container, on the real engine.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class PublishedPortTests(Images images) : EngineTest(images, subnet: 154)
{
    [Fact]
    public async Task A_published_port_leads_to_the_container_also_after_a_rollout()
    {
        var port = FreePort.Next();
        var api = (await Stage.StartControllerAsync()).Api;
        (await RegisterAsync(api, "shop", port, Images.Web1)).Expect(201);
        (await api.StartAsync("shop", replicas: 1)).Expect(200);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(port));
        var bindings = (await Engine.InspectAsync(Assert.Single(await Stage.ContainersAsync()).Id)).At("HostConfig.PortBindings");
        Assert.Equal($$"""{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"{{port}}"}]}""", bindings.GetRawText());

        (await RegisterAsync(api, "blog", port, Images.Web1)).ExpectError(503, "INSUFFICIENT_RESOURCES");
        (await RegisterAsync(api, "shop", port, Images.Web2)).Expect(200);
        await Until.TrueAsync("the rollout", async () => (await api.EventsAsync("shop")).Any(e => e.StartsWith("Rollout of revision 2 completed", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(port));
        Assert.Equal(Images.Web2, Assert.Single(await Stage.ContainersAsync()).Image);
    }

    [Fact]
    public async Task A_port_that_a_program_of_the_host_has_is_told_as_what_keeps_the_container_from_starting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var api = (await Stage.StartControllerAsync()).Api;
        (await RegisterAsync(api, "shop", port, Images.Web1)).Expect(201);

        var refused = (await api.StartAsync("shop", replicas: 1)).ExpectError(500, "DOCKER_ERROR");

        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), refused.Text("details"), StringComparison.Ordinal);
        Assert.Contains("or choose another", refused.Text("details"), StringComparison.Ordinal);
        Assert.Equal("error", (await api.AppAsync("shop")).Text("status"));
    }

    [Fact]
    public async Task What_is_requested_of_processors_and_memory_reaches_the_engine()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        var app = Web("shop").ToJson();
        app["spec"]!["resources"] = JsonNode.Parse("""{"memory": "64Mi", "requests": {"cpu": "500m", "memory": "16Mi"}}""");
        (await api.PostAsync("/api/v1/apps/register", app)).Expect(201);
        (await api.StartAsync("shop", replicas: 1)).Expect(200);

        var shop = await Engine.InspectAsync(Assert.Single(await Stage.ContainersAsync()).Id);
        Assert.Equal((512, 16 * 1024 * 1024), (shop.Int("HostConfig.CpuShares"), shop.Int("HostConfig.MemoryReservation")));
    }

    private Task<Answer> RegisterAsync(Api api, string name, int port, string image)
    {
        var app = (Web(name) with { Image = image, Scaling = """{"mode": "manual", "maxReplicas": 1}""" }).ToJson();
        app["spec"]!["ports"]![0]!["hostPort"] = port;
        return api.PostAsync("/api/v1/apps/register", app);
    }

    private static async Task<HttpStatusCode> AskAsync(int port)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
        return answer.StatusCode;
    }
}
