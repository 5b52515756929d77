using Orchestry.Actors.Configs;
using Orchestry.Actors.Secrets;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Configs;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Secrets;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Bindings;

/// <summary>A controller with a secret <c>db</c> and a config <c>site</c>, and applications that need them.</summary>
internal static class BoundApp
{
    public const string UsesSecret = """[{"name": "DB", "source": "secret", "key": "db"}]""";

    public const string MountsConfig = """[{"config": "site", "mountPath": "/etc/site"}]""";

    public static AppBuilder Web => An.App("web").WithReplicas(2).WithEnvironment(UsesSecret).WithRolloutDeadline(60);

    public static ISecrets Secrets(this TestController controller) =>
        new SecretStore(controller.Documents, controller.Ports.ReadModel, controller.Key, controller.Clock);

    public static IConfigs Configs(this TestController controller) => new ConfigStore(controller.Documents, controller.Ports.ReadModel, controller.Clock);

    public static async Task<TestController> StartAsync()
    {
        var controller = await TestController.StartAsync();
        (await controller.Secrets().CreateAsync(NamespaceName.Default, "db", "first", CancellationToken.None)).Granted();
        (await controller.Configs().CreateAsync(NamespaceName.Default, "site", "one", CancellationToken.None)).Granted();
        return controller;
    }

    public static async Task RotateAsync(this TestController controller, string value)
    {
        (await controller.Secrets().RotateAsync("db", value, CancellationToken.None)).Granted();
        await controller.SettleAsync();
    }

    /// <summary>What the running containers of an application have in that variable, by name.</summary>
    public static IEnumerable<string> Values(this TestController controller, string variable = "DB") => controller.Engine.Containers
        .Where(c => c.IsRunning).OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Spec.Environment[variable]);
}
