using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class RandomHistoryTests
{
    [Theory]
    [MemberData(nameof(Seeds.Stretches), 300, MemberType = typeof(Seeds))]
    public async Task Whatever_happens_an_application_becomes_what_is_wanted_once_the_world_holds_still(int firstSeed)
    {
        foreach (var seed in Seeds.From(firstSeed))
        {
            await RunAsync(seed);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds.Stretches), 100, MemberType = typeof(Seeds))]
    public async Task In_rollouts_and_scalings_without_failures_never_fewer_are_ready_than_are_wanted_throughout(int firstSeed)
    {
        foreach (var seed in Seeds.From(firstSeed))
        {
            var random = new Random(seed);
            await using var controller = await TestController.StartAsync();
            RandomHistory.SlowImages(controller, random);
            await controller.RegisterAsync(RandomHistory.Web(1));
            await controller.StartAsync("web", 3);
            await controller.AdvanceUntilAsync(() => controller.App("web").HealthyReplicas == 3);
            var before = controller.Published.Count;

            for (var step = 0; step < 6; step++)
            {
                _ = random.Next(2) == 0
                    ? controller.RegisterAsync(RandomHistory.Web(random.Next(1, 3))) as Task
                    : controller.ScaleAsync("web", random.Next(3, 6));
                await controller.AdvanceAsync(TimeSpan.FromSeconds(random.Next(0, 8)));
            }

            await controller.AdvanceAsync(TimeSpan.FromMinutes(3));
            Assert.All(controller.Published.Skip(before), s => Assert.True(s.HealthyReplicas >= 3, $"seed {seed}: {s.HealthyReplicas} were ready"));
        }
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var controller = await TestController.StartAsync();
        await RandomHistory.BeginAsync(controller, random);
        for (var step = 0; step < 12; step++)
        {
            await RandomHistory.HappenAsync(controller, random);
            await controller.AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(0, 4000)));
            var running = controller.Engine.Containers.Where(c => c.IsRunning).Select(c => c.Spec.Labels[ContainerLabels.Attempt]).ToArray();
            controller.Must(running.Distinct().Count() == running.Length, $"seed {seed}: one container of an attempt");
        }

        await RandomHistory.EndAsync(controller, seed);
    }
}
