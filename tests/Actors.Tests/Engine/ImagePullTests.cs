using System.Text;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Engine;

[Collection(nameof(ControllerSuite))]
public sealed class ImagePullTests
{
    [Fact]
    public async Task An_image_that_is_there_is_pulled_before_every_container_where_the_policy_says_so()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.RegistryHolds("web:1");

        await controller.DeployAsync(An.App("web").WithReplicas(2).WithImagePull("""{"policy": "Always"}"""));
        // Two that wait for the same at the same time share one.
        Assert.InRange(Pulls(controller), 1, 2);

        var before = Pulls(controller);
        controller.Engine.Crash(controller.Container("web-1").Name, 1);
        await controller.AdvanceUntilAsync(() => controller.App("web").HealthyReplicas == 2);
        Assert.Equal(before + 1, Pulls(controller));
    }

    [Fact]
    public async Task An_image_that_is_never_pulled_has_to_be_there()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.RegistryHolds("other:1");
        (await controller.RegisterAsync(An.App("web").WithImage("other:1").WithImagePull("""{"policy": "Never"}"""))).Granted();
        (await controller.StartAsync("web", 1)).Granted();

        await controller.AdvanceUntilAsync(() => controller.App("web").Status == AppStatus.Error);
        Assert.Contains("imagePull.policy is Never", controller.App("web").StatusReason, StringComparison.Ordinal);
        Assert.Equal(0, Pulls(controller));
    }

    [Fact]
    public async Task Credentials_are_opened_for_the_pull_alone()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.RegistryHolds("private:1");
        var password = controller.Key.Seal("p4ss"u8, ImagePullSpec.PasswordPurpose(NamespaceName.Default, AppName.Parse("web")));

        await controller.DeployAsync(An.App("web").WithImage("private:1").WithImagePull(
            $$"""{"server": "registry.example.com", "username": "me", "sealedPassword": "{{password}}"}"""));

        Assert.Equal(("me", "p4ss", "registry.example.com"), controller.Engine.LastCredentials is { } used ? (used.Username, used.Password, used.ServerAddress!) : default);
        Assert.DoesNotContain(controller.Logs.Entries, e => e.Message.Contains("p4ss", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_that_was_sealed_with_another_key_is_told()
    {
        await using var controller = await TestController.StartAsync();
        var elsewhere = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', 40)));
        (await controller.RegisterAsync(An.App("web").WithImage("private:1").WithImagePull(
            $$"""{"username": "me", "sealedPassword": "{{elsewhere}}"}"""))).Granted();
        (await controller.StartAsync("web", 1)).Granted();

        await controller.AdvanceUntilAsync(() => controller.App("web").Status == AppStatus.Error);
        Assert.Contains("sealed with another key", controller.App("web").StatusReason, StringComparison.Ordinal);
    }

    private static int Pulls(TestController controller) => controller.Engine.Calls.Count(c => c.Operation == EngineCall.Pull);
}
