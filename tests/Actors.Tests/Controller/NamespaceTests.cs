using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class NamespaceTests
{
    private static readonly NamespaceName Production = NamespaceName.Parse("production");
    private static readonly AppName Web = AppName.Parse("web");

    [Fact]
    public async Task Two_applications_of_one_name_live_in_two_namespaces_and_the_second_gets_a_name_of_its_own_in_the_cluster()
    {
        await using var controller = await TestController.StartAsync();

        var first = (await controller.RegisterAsync(An.App("web").InNamespace("production"))).Granted();
        var second = (await controller.RegisterAsync(An.App("web"))).Granted();

        Assert.Equal((Web, true, true), (first.App, first.IsNew, second.IsNew));
        Assert.Matches("^web-[b-z2-9]{5}$", second.App.Value);
        Assert.Equal(first.App, controller.Ports.ReadModel.Find(Production, Web)!.Name);
        Assert.Equal(second.App, controller.Ports.ReadModel.Find(NamespaceName.Default, Web)!.Name);
        Assert.Null(controller.Ports.ReadModel.Find(NamespaceName.Parse("staging"), Web));
    }

    [Fact]
    public async Task They_keep_their_names_through_a_restart_and_are_changed_each_by_its_own()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web").InNamespace("production"));
        var second = (await controller.RegisterAsync(An.App("web"))).Granted().App;

        await controller.RestartControllerAsync();
        var changed = (await controller.RegisterAsync(An.App("web").WithImage("web:2"))).Granted();

        Assert.Equal((second, false), (changed.App, changed.IsNew));
        Assert.Equal("web:2", controller.App(second.Value).Spec.Image);
        Assert.Equal("web:1", controller.App("web").Spec.Image);
        (await controller.RegisterAsync(An.App("web").InNamespace("production"))).Refused(RefusalKind.AppAlreadyExists);
    }

    [Fact]
    public async Task What_an_application_leaves_behind_is_not_for_one_of_another_namespace_that_the_cluster_calls_the_same()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").InNamespace("production").WithVolume("data"));
        var kept = Assert.Single(controller.Engine.Volumes);
        (await controller.RemoveAsync("web", keepData: true)).Granted();

        await controller.DeployAsync(An.App("web").InNamespace("staging").WithVolume("data"));
        Assert.Equal(["default.production_web.data", "default.staging_web.data"], controller.Engine.Volumes.Order());
        Assert.Equal("default.staging_web.data", Assert.Single(controller.Container("web-1").Spec.Mounts).Source);
        Assert.Equal(1, (await controller.RemoveAsync("web")).Granted().VolumesRemoved);
        Assert.Equal([kept], controller.Engine.Volumes);

        await controller.DeployAsync(An.App("web").InNamespace("production").WithVolume("data"));
        Assert.Equal(1, (await controller.RemoveAsync("web")).Granted().VolumesRemoved);
        Assert.Empty(controller.Engine.Volumes);
    }

    [Fact]
    public async Task Their_containers_and_volumes_are_apart()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").InNamespace("production").WithVolume("data"));
        var second = (await controller.RegisterAsync(An.App("web").WithVolume("data"))).Granted().App;
        await controller.StartAsync(second.Value, 1);
        await controller.SettleAsync();

        Assert.Equal(["default.web-1-1", $"default.{second}-1-1"], controller.RunningContainers());
        var labels = controller.Engine.Container("default.web-1-1").Spec.Labels;
        Assert.Equal(("production", "web"), (labels["orchestry.namespace"], labels["ring_deployment"]));
        Assert.Equal(
            ["default.production_web.data", "default.web.data"],
            controller.Engine.Containers.SelectMany(c => c.Spec.Mounts).Select(m => m.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_application_is_gone()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web").InNamespace("production"));
        (await controller.Orchestrator.RemoveAsync(Web, new RemoveRequest(Force: false, KeepData: false), CancellationToken.None)).Granted();

        Assert.Equal(Web, (await controller.RegisterAsync(An.App("web").InNamespace("staging"))).Granted().App);
        Assert.Null(controller.Ports.ReadModel.Find(Production, Web));
    }

    [Fact]
    public async Task The_longest_name_is_cut_where_the_suffix_must_fit()
    {
        var longest = new string('a', AppName.MaxLength);
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App(longest));

        var second = (await controller.RegisterAsync(An.App(longest).InNamespace("production"))).Granted().App;

        Assert.Equal(AppName.MaxLength, second.Value.Length);
        Assert.Equal(longest, controller.App(second.Value).Spec.Name.Value);
    }
}
