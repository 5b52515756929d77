using Orchestry.Actors.Controller;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Engine;
using Orchestry.Core.Namespaces;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Engine;

[Collection(nameof(ControllerSuite))]
public sealed class ApplicationNetworksTests
{
    private static readonly NamespaceName Production = NamespaceName.Parse("production");

    [Fact]
    public void A_pool_is_cut_into_pieces_of_256_addresses()
    {
        var pieces = ApplicationNetworks.Cut("172.31.0.0/20").ToArray();

        Assert.Equal((16, "172.31.0.0/24", "172.31.15.0/24"), (pieces.Length, pieces[0], pieces[^1]));
        Assert.Equal(["10.0.0.0/25"], ApplicationNetworks.Cut("10.0.0.0/25"));
        Assert.Equal(["10.9.8.0/24"], ApplicationNetworks.Cut("10.9.8.0/24"));
    }

    [Fact]
    public async Task Each_namespace_has_a_network_of_its_own_with_the_first_addresses_that_are_free()
    {
        await using var engine = new FakeContainerEngine(TimeProvider.System);
        var labels = new Dictionary<string, string>();
        _ = (await engine.EnsureNetworkAsync(new NetworkSpec("theirs", "172.31.0.0/24", labels), CancellationToken.None)).Value;
        using var networks = new ApplicationNetworks(engine, new ControllerOptions { NamespacePool = "172.31.0.0/20" });

        Assert.Null(await networks.Of(NamespaceName.Default).EnsureAsync(CancellationToken.None));
        Assert.Null(await networks.Of(Production).EnsureAsync(CancellationToken.None));

        Assert.Equal("orchestry", networks.Of(NamespaceName.Default).Name);
        var made = (await engine.EnsureNetworkAsync(new NetworkSpec("orchestry_production", null, labels), CancellationToken.None)).Value;
        Assert.Equal(("172.31.1.0/24", "production"), (made.Subnet, made.Labels["orchestry.namespace"]));
    }

    [Fact]
    public async Task The_network_of_a_namespace_goes_with_its_last_application()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").InNamespace("production"));
        await controller.DeployAsync(An.App("api").InNamespace("production"));
        Assert.Equal("orchestry_production", controller.Container("web-1").Spec.Network);

        await RemoveAsync(controller, "web");
        Assert.DoesNotContain(controller.Engine.Calls, c => c.Operation == EngineCall.RemoveNetwork);
        await RemoveAsync(controller, "api");
        Assert.Equal("orchestry_production", Assert.Single(controller.Engine.Calls, c => c.Operation == EngineCall.RemoveNetwork).Argument);
        // It is made again for the next one.
        await controller.DeployAsync(An.App("web").InNamespace("production"));
    }

    private static async Task RemoveAsync(TestController controller, string app)
    {
        var removing = controller.RemoveAsync(app);
        await controller.AdvanceUntilAsync(() => removing.IsCompleted);
        (await removing).Granted();
    }
}
