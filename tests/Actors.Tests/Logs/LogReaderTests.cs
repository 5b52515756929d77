using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Logs;

[Collection(nameof(ControllerSuite))]
public sealed class LogReaderTests
{
    [Fact]
    public async Task The_logs_of_all_replicas_are_merged_newest_first_with_their_levels()
    {
        await using var controller = await TalkingAsync();

        var page = (await ReadAsync(controller)).Granted();

        Assert.Equal(["web-1: last", "web-2: WARN second", "web-1: first"], page.Lines.Select(l => $"{l.Container}: {l.Message}"));
        Assert.Equal("WARN", page.Lines[1].Level?[..4]);
        Assert.Equal(3, page.TotalLines);
    }

    [Fact]
    public async Task A_tail_returns_the_newest_lines_and_tells_how_many_there_are()
    {
        await using var controller = await TalkingAsync();

        var page = (await ReadAsync(controller, tail: 1)).Granted();

        Assert.Equal(("last", 3), (page.Lines.Single().Message, page.TotalLines));
    }

    [Fact]
    public async Task Lines_before_a_time_are_left_out()
    {
        await using var controller = await TalkingAsync();

        var page = (await ReadAsync(controller, since: controller.Clock.Start + TimeSpan.FromSeconds(2))).Granted();

        Assert.Equal(["last", "WARN second"], page.Lines.Select(l => l.Message));
    }

    [Fact]
    public async Task One_container_is_chosen_by_its_replicas_name_or_by_its_id()
    {
        await using var controller = await TalkingAsync();
        var id = controller.Container("web-2").Id;

        foreach (var container in new[] { "web-2", id.Value, id.ShortId })
        {
            Assert.Equal("WARN second", (await ReadAsync(controller, container)).Granted().Lines.Single().Message);
        }
    }

    [Fact]
    public async Task A_container_that_is_just_being_removed_does_not_hide_the_lines_of_the_others()
    {
        await using var controller = await TalkingAsync();
        var leaving = controller.Container("web-1");
        controller.Engine.FailNext(
            EngineCall.Logs, new EngineFault(EngineFaultKind.Conflict, "can not get logs from container which is dead"), when: name => name == leaving.Name);

        Assert.Equal("WARN second", (await ReadAsync(controller)).Granted().Lines.Single().Message);
    }

    [Fact]
    public async Task An_unknown_container_is_refused_with_those_there_are()
    {
        await using var controller = await TalkingAsync();

        var refusal = (await ReadAsync(controller, "web-9")).Refused(RefusalKind.ValidationFailed);

        Assert.Equal("container: 'web-9' is no container of 'web'; there are web-1, web-2", refusal.Details);
    }

    [Fact]
    public async Task An_application_without_containers_has_no_lines()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web"));

        Assert.Empty((await ReadAsync(controller)).Granted().Lines);
        Assert.Equal(
            "container: 'web-1' is no container of 'web'; there are none now",
            (await ReadAsync(controller, "web-1")).Refused(RefusalKind.ValidationFailed).Details);
    }

    [Fact]
    public async Task An_unknown_application_is_refused()
    {
        await using var controller = await TestController.StartAsync();

        (await ReadAsync(controller)).Refused(RefusalKind.AppNotFound);
    }

    [Fact]
    public async Task A_container_that_goes_while_it_is_read_is_no_error_and_an_engine_that_is_away_is_one()
    {
        await using var controller = await TalkingAsync();
        controller.Engine.FailNext(EngineCall.Logs, new EngineFault(EngineFaultKind.NotFound, "No such container."), when: n => n.EndsWith("2-2", StringComparison.Ordinal));
        Assert.Equal(["last", "first"], (await ReadAsync(controller)).Granted().Lines.Select(l => l.Message));

        controller.Engine.GoAway();

        Assert.StartsWith("No Docker engine answers", (await ReadAsync(controller)).Refused(RefusalKind.EngineFailed).Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_words_of_a_crashed_container_can_be_read_while_its_slot_is_not_well()
    {
        await using var controller = await TalkingAsync();
        controller.Probe.Fail("web-1");
        controller.Engine.Crash("default.web-1-1");
        await controller.SettleAsync();

        Assert.Contains((await ReadAsync(controller, "web-1")).Granted().Lines, l => l.Message == "last");
    }

    private static async Task<TestController> TalkingAsync()
    {
        var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2).WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        controller.Engine.Logs("default.web-1-1").Write("first");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        controller.Engine.Logs("default.web-2-2").Write("WARN second");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        controller.Engine.Logs("default.web-1-1").Write("last");
        return controller;
    }

    private static Task<Outcome<LogPage>> ReadAsync(
        TestController controller, string? container = null, int tail = 100, DateTimeOffset? since = null) =>
        controller.Orchestrator.ReadLogsAsync(AppName.Parse("web"), new LogsRequest(container, tail, since), CancellationToken.None);
}
