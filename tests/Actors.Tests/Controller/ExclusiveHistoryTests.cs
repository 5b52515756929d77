using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class ExclusiveHistoryTests
{
    [Theory]
    [MemberData(nameof(Seeds.Stretches), 150, MemberType = typeof(Seeds))]
    public async Task Whatever_happens_two_containers_with_one_port_of_the_host_never_run_at_once_and_in_the_end_one_serves(int firstSeed)
    {
        foreach (var seed in Seeds.From(firstSeed))
        {
            await RunAsync(seed);
        }
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var controller = await TestController.StartAsync();
        RandomHistory.SlowImages(controller, random);
        await controller.RegisterAsync(Web(1));
        await controller.StartAsync("web", 1);
        for (var step = 0; step < 12; step++)
        {
            await HappenAsync(controller, random);
            var end = controller.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(random.Next(0, 6000));
            while (controller.Clock.GetUtcNow() < end)
            {
                await controller.AdvanceAsync(TimeSpan.FromMilliseconds(500));
                var running = controller.RunningContainers().ToArray();
                controller.Must(running.Length <= 1, $"seed {seed}: never two of {string.Join(", ", running)}");
            }
        }

        controller.Engine.ComeBack();
        controller.Probe.Recover("web-1");
        await controller.StartAsync("web", 1);
        await controller.AdvanceUntilAsync(
            () => controller.App("web") is { HealthyReplicas: 1, Replicas.Length: 1 } && controller.Engine.Containers.Count == 1, () => $"seed {seed}: one that serves");
    }

    private static async Task HappenAsync(TestController controller, Random random)
    {
        switch (random.Next(9))
        {
            case 0 or 1:
                _ = controller.RegisterAsync(Web(random.Next(1, 3)));
                break;
            case 2 when controller.Engine.Containers.FirstOrDefault(c => c.IsRunning) is { } running:
                controller.Engine.Crash(running.Name);
                break;
            case 3 when controller.Engine.Containers is [.., var last]:
                controller.Engine.RemoveBehindOurBack(last.Name);
                break;
            case 4:
                controller.Probe.Fail("web-1");
                break;
            case 5:
                controller.Probe.Recover("web-1");
                break;
            case 6:
                controller.Engine.GoAway();
                break;
            case 7:
                controller.Engine.ComeBack(stoppedContainers: random.Next(3) == 0);
                break;
            case 8:
                await controller.RestartControllerAsync();
                break;
        }
    }

    private static AppBuilder Web(int image) => RandomHistory.Web(image).WithRolloutDeadline(20)
        .WithPorts("""[{"containerPort": 8080, "protocol": "HTTP", "hostPort": 9000}]""").WithScaling("""{"mode": "manual", "maxReplicas": 1}""");
}
