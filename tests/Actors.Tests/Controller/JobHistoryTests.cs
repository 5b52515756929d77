using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class JobHistoryTests
{
    [Theory]
    [MemberData(nameof(Seeds.Stretches), 200, MemberType = typeof(Seeds))]
    public async Task Whatever_happens_a_job_is_never_begun_twice_in_one_revision_and_comes_to_an_end(int firstSeed)
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
        AddImages(controller, random);
        await controller.RegisterAsync(Job(1));
        await controller.StartAsync("job");
        var begun = new Dictionary<string, string>();
        var version = 1;
        for (var step = 0; step < 12; step++)
        {
            switch (random.Next(10))
            {
                case 0 or 1 when controller.Engine.Containers.FirstOrDefault(c => c.IsRunning) is { } running:
                    controller.Engine.Crash(running.Name, random.Next(2));
                    break;
                case 2 when controller.Engine.Containers is [.., var last] && controller.App("job").Replicas.Any(r => r.HasBegun && r.Container == last.Id):
                    controller.Engine.RemoveBehindOurBack(last.Name);
                    break;
                case 3:
                    controller.Engine.GoAway();
                    break;
                case 4 or 5:
                    controller.Engine.ComeBack(stoppedContainers: random.Next(3) == 0);
                    break;
                case 6 or 7:
                    await controller.RestartControllerAsync();
                    break;
                case 8:
                    _ = controller.RegisterAsync(Job(++version));
                    break;
            }

            await controller.AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(0, 6000)));
            Note(controller, begun, seed);
        }

        controller.Engine.ComeBack();
        for (var round = 0; round < 40 && controller.App("job").JobOutcome is null; round++)
        {
            await controller.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        Note(controller, begun, seed);
        controller.Must(controller.App("job").JobOutcome is not null, $"seed {seed}: its end");
        await controller.AdvanceAsync(TimeSpan.FromMinutes(20));
        Note(controller, begun, seed);
        Assert.DoesNotContain(controller.Engine.Containers, c => c.IsRunning);
    }

    /// <summary>No two containers of one revision have ever begun to run. What is gone by now was noted while it was there.</summary>
    private static void Note(TestController controller, Dictionary<string, string> begun, int seed)
    {
        foreach (var container in controller.Engine.Containers.Where(c => c.Starts > 0))
        {
            var revision = container.Spec.Labels[ContainerLabels.Revision];
            controller.Must(
                begun.TryAdd(revision, container.Id.Value) || begun[revision] == container.Id.Value,
                $"seed {seed}: revision {revision} not to begin again as {container.Name}");
            Assert.True(container.Starts == 1, $"seed {seed}: {container.Name} was started {container.Starts} times");
        }
    }

    private static AppBuilder Job(int version) => An.App("job").AsJob().WithImage($"job:{version}");

    private static void AddImages(TestController controller, Random random)
    {
        for (var version = 1; version <= 13; version++)
        {
            controller.Engine.AddImage($"job:{version}", new ContainerBehaviour
            {
                CreateTime = TimeSpan.FromMilliseconds(random.Next(0, 1500)),
                StartTime = TimeSpan.FromMilliseconds(random.Next(0, 1500)),
                StopTime = TimeSpan.FromMilliseconds(random.Next(0, 3000)),
                ExitsAfter = TimeSpan.FromMilliseconds(random.Next(0, 20_000)),
                ExitCode = random.Next(2),
            });
        }
    }
}
