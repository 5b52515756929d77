using System.Collections.Immutable;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Health;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Health;

[Collection(nameof(ControllerSuite))]
public sealed class ReadingsActorTests : TestKit
{
    private readonly FakeReadingBoard _board = new();

    [Fact]
    public async Task The_readings_of_a_second_are_posted_together_and_only_the_newest_of_each_application()
    {
        var readings = await StartAsync();
        readings.Tell(Reading("web", failures: 1));
        readings.Tell(Reading("api", failures: 2));
        readings.Tell(Reading("web", failures: 3));
        await AdvanceAsync(TimeSpan.FromSeconds(0.9));
        Assert.Empty(_board.Posts);

        await AdvanceAsync(TimeSpan.FromSeconds(0.1));

        var post = Assert.Single(_board.Posts);
        Assert.Equal([("api", 2), ("web", 3)], post.Select(p => (p.App, p.Readings.Single().ConsecutiveFailures)).Order());
    }

    [Fact]
    public async Task It_posts_no_more_than_once_a_second_and_not_at_all_while_nothing_changes()
    {
        var readings = await StartAsync();
        for (var tenth = 0; tenth < 30; tenth++)
        {
            readings.Tell(Reading("web", failures: tenth));
            await AdvanceAsync(TimeSpan.FromSeconds(0.1));
        }

        await AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(3, _board.Posts.Count);
        Assert.Equal(29, _board.Posts[^1].Single().Readings.Single().ConsecutiveFailures);
    }

    [Fact]
    public async Task What_cannot_be_posted_is_posted_later_unless_something_newer_has_come_and_is_complained_about_once()
    {
        var readings = await StartAsync();
        _board.Failure = new StoreException("The database is away.");
        readings.Tell(Reading("web", failures: 1));
        readings.Tell(Reading("api", failures: 1));
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        readings.Tell(Reading("web", failures: 2));
        _board.Failure = null;
        await AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal([("api", 1), ("web", 2)], _board.Posts.SelectMany(p => p).Select(p => (p.App, p.Readings.Single().ConsecutiveFailures)).Order());
        Assert.Single(Logs.WithId(2300));
        Assert.Single(Logs.WithId(2301));
    }

    [Fact]
    public async Task A_node_whose_term_is_over_posts_no_more()
    {
        var readings = await StartAsync();
        _board.RaiseTerm(2);
        readings.Tell(Reading("web", failures: 1));
        await AdvanceAsync(TimeSpan.FromSeconds(2));
        readings.Tell(Reading("web", failures: 2));
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, _board.Tries);
        Assert.Empty(_board.Posts);
    }

    private ReadingsProtocol.Changed Reading(string app, int failures) =>
        new(new AppReadings("default", app, [new ProbeReading(1, Clock.Start, failures, null, "Connection refused")]));

    private async Task<IActorRef> StartAsync()
    {
        await using var controller = await TestController.StartAsync();
        var ports = controller.Ports with { Clock = Clock, Loggers = Logs };
        return ActorOf(Props.Create(() => new ReadingsActor(_board, ports)), "readings");
    }
}
