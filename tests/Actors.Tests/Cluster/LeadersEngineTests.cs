using Orchestry.Actors.Cluster;
using Orchestry.Core.Cluster;
using Orchestry.Core.Engine;
using Orchestry.Testing;
using Orchestry.Testing.Cluster;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Cluster;

public sealed class LeadersEngineTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task In_office_every_call_reaches_the_engine_and_after_it_only_those_that_change_nothing()
    {
        await using var engine = new FakeContainerEngine(_clock);
        engine.AddImage("web:1");
        var office = new FakeOffice(1);
        await using var leaders = new LeadersEngine(engine, office);
        var id = (await leaders.CreateContainerAsync(new ContainerSpec { Name = "web-1", Image = "web:1" }, default)).Value;
        (await leaders.StartContainerAsync(id, default)).Value.ToString();

        office.End("frozen too long");

        foreach (var fault in new[]
        {
            (await leaders.CreateContainerAsync(new ContainerSpec { Name = "web-2", Image = "web:1" }, default)).Fault,
            (await leaders.StopContainerAsync(id, TimeSpan.Zero, default)).Fault,
            (await leaders.RemoveContainerAsync(id, force: true, default)).Fault,
            (await leaders.RemoveVolumeAsync("data", default)).Fault,
        })
        {
            Assert.Equal("This node leads no more, so it leaves the container engine alone.", fault!.Message);
        }

        Assert.True((await leaders.InspectContainerAsync(id, default)).IsSuccess);
        Assert.Equal(["web-1"], engine.Containers.Where(c => c.IsRunning).Select(c => c.Name));
    }
}
