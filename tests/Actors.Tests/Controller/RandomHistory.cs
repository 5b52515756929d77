using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>Whatever may happen to an application, by chance.</summary>
internal static class RandomHistory
{
    private const string Quick = """{"initialDelaySeconds": 5, "periodSeconds": 5, "failureThreshold": 2}""";

    public static async Task BeginAsync(TestController controller, Random random)
    {
        SlowImages(controller, random);
        await controller.RegisterAsync(Web(1));
        await controller.StartAsync("web", random.Next(1, 5));
    }

    /// <summary>Ends what goes wrong; in time the application is what is wanted.</summary>
    public static async Task EndAsync(TestController controller, int seed)
    {
        controller.Engine.ComeBack();
        for (var slot = 1; slot <= 5; slot++)
        {
            controller.Probe.Recover($"web-{slot}");
        }

        await controller.AdvanceAsync(TimeSpan.FromMinutes(12));
        controller.Must(await IsAsWantedAsync(controller), $"seed {seed}: what is wanted");
    }

    public static AppBuilder Web(int image) => An.App("web").WithImage($"web:{image}").WithHealthCheck(Quick);

    public static void SlowImages(TestController controller, Random random)
    {
        foreach (var image in new[] { "web:1", "web:2" })
        {
            controller.Engine.AddImage(image, new ContainerBehaviour
            {
                CreateTime = TimeSpan.FromMilliseconds(random.Next(0, 1500)),
                StartTime = TimeSpan.FromMilliseconds(random.Next(0, 1500)),
                StopTime = TimeSpan.FromMilliseconds(random.Next(0, 15_000)),
            });
        }
    }

    private static async Task<bool> IsAsWantedAsync(TestController controller)
    {
        var record = await controller.RecordAsync("web");
        var app = controller.App("web");
        return app.HealthyReplicas == record.Desired && app.Replicas.Length == record.Desired
            && controller.Engine.Containers.Count == record.Desired && record.Attempts.Length == record.Desired
            && record.Attempts.All(a => a.SpecRevision == record.CurrentSpec.Revision);
    }

    public static async Task HappenAsync(TestController controller, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                _ = controller.ScaleAsync("web", random.Next(1, 6));
                break;
            case 1:
                _ = controller.RegisterAsync(Web(random.Next(1, 3)));
                break;
            case 2:
                _ = controller.StopAsync("web", force: random.Next(2) == 0, grace: random.Next(1, 20));
                break;
            case 3 or 4:
                _ = controller.StartAsync("web", random.Next(1, 6));
                break;
            case 5 or 6 when controller.Engine.Containers.FirstOrDefault(c => c.IsRunning) is { } running:
                controller.Engine.Crash(running.Name);
                break;
            case 7 when controller.Engine.Containers is [.., var last]:
                controller.Engine.RemoveBehindOurBack(last.Name);
                break;
            case 8:
                controller.Probe.Fail($"web-{random.Next(1, 4)}");
                break;
            case 9:
                controller.Engine.GoAway();
                break;
            case 10:
                controller.Engine.ComeBack(stoppedContainers: random.Next(3) == 0);
                break;
            case 11:
                await controller.RestartControllerAsync();
                break;
        }
    }
}
