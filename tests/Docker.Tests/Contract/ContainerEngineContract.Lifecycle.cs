using Orchestry.Core.Engine;

namespace Orchestry.Docker.Tests.Contract;

public abstract partial class ContainerEngineContract
{
    [Fact]
    public async Task The_engine_describes_itself_and_its_host()
    {
        var info = (await Engine.GetInfoAsync(Token)).Value;
        Assert.NotEmpty(info.Version);
        Assert.NotEmpty(info.ApiVersion);
        Assert.True(info.Processors > 0);
        Assert.True(info.MemoryBytes > 0);
    }

    [Fact]
    public async Task A_created_container_does_not_run_until_it_is_started()
    {
        var spec = Spec(new Workload.Serves());
        var id = await CreateAsync(spec);
        var created = await InspectAsync(id);
        Assert.Equal(ContainerState.Created, created.State);
        Assert.Equal(spec.Name, created.Name);
        Assert.Equal(spec.Image, created.Image);
        Assert.Null(created.StartedAt);
        Assert.Null(created.ExitCode);
        Assert.Equal(0, created.ProcessId);

        Assert.True((await Engine.StartContainerAsync(id, Token)).IsSuccess);
        var running = await InspectAsync(id);
        Assert.Equal(ContainerState.Running, running.State);
        Assert.NotNull(running.StartedAt);
        Assert.Null(running.FinishedAt);
        Assert.Null(running.ExitCode);
        Assert.True(running.ProcessId > 0);
        Assert.Single(running.Addresses);
    }

    [Fact]
    public async Task A_container_is_found_by_its_name_as_well()
    {
        var spec = Spec(new Workload.Serves());
        var id = await CreateAsync(spec);
        Assert.Equal(id, (await InspectAsync(new ContainerId(spec.Name))).Id);
    }

    [Fact]
    public async Task Only_the_whole_id_or_the_whole_name_finds_a_container()
    {
        var id = await CreateAsync(Spec(new Workload.Serves()));
        AssertFault(EngineFaultKind.NotFound, await Engine.InspectContainerAsync(new ContainerId(id.ShortId), Token));
    }

    [Fact]
    public async Task Containers_are_listed_by_labels_running_or_not()
    {
        var app = Spec(new Workload.Serves());
        app = app with { Labels = new Dictionary<string, string>(app.Labels) { ["orchestry.app"] = "web" } };
        var running = await RunAsync(app);
        var idle = await CreateAsync(Spec(new Workload.Serves()));

        var all = (await Engine.ListContainersAsync(Mine, Token)).Value;
        Assert.Equal([running, idle], all.Select(container => container.Id).OrderBy(id => id == idle));
        var listed = all.Single(container => container.Id == running);
        Assert.Equal(app.Name, listed.Name);
        Assert.Equal(ContainerState.Running, listed.State);
        Assert.Equal("web", listed.Labels["orchestry.app"]);
        Assert.Single(listed.Addresses);
        Assert.Empty(all.Single(container => container.Id == idle).Addresses);

        Assert.Equal(running, Assert.Single((await Engine.ListContainersAsync(With("orchestry.app", null), Token)).Value).Id);
        Assert.Equal(running, Assert.Single((await Engine.ListContainersAsync(With("orchestry.app", "web"), Token)).Value).Id);
        Assert.Empty((await Engine.ListContainersAsync(With("orchestry.app", "other"), Token)).Value);

        Dictionary<string, string?> With(string label, string? value) => new(Mine) { [label] = value };
    }

    [Fact]
    public async Task Starting_a_running_container_succeeds()
    {
        var id = await RunAsync(new Workload.Serves());
        Assert.True((await Engine.StartContainerAsync(id, Token)).IsSuccess);
    }

    [Fact]
    public async Task An_exited_container_can_be_started_again()
    {
        var id = await RunAsync(new Workload.Serves());
        await Engine.StopContainerAsync(id, TimeSpan.FromSeconds(5), Token);
        Assert.True((await Engine.StartContainerAsync(id, Token)).IsSuccess);
        Assert.Equal(ContainerState.Running, (await InspectAsync(id)).State);
    }

    [Fact]
    public async Task A_container_that_obeys_is_stopped_within_its_grace()
    {
        var id = await RunAsync(new Workload.Serves(StopExitCode: 5));
        Assert.True((await Engine.StopContainerAsync(id, TimeSpan.FromSeconds(20), Token)).IsSuccess);
        var stopped = await InspectAsync(id);
        Assert.Equal(ContainerState.Exited, stopped.State);
        Assert.Equal(5, stopped.ExitCode);
        Assert.NotNull(stopped.FinishedAt);
        Assert.Empty(stopped.Addresses);
    }

    [Fact]
    public async Task A_container_that_ignores_the_stop_signal_is_killed_after_the_grace()
    {
        var id = await RunAsync(new Workload.IgnoresStop());
        var before = TimeProvider.System.GetTimestamp();
        Assert.True((await Engine.StopContainerAsync(id, TimeSpan.FromMilliseconds(300), Token)).IsSuccess);
        Assert.True(TimeProvider.System.GetElapsedTime(before) >= TimeSpan.FromSeconds(0.9), "The grace is rounded up to a whole second.");
        Assert.Equal(137, (await InspectAsync(id)).ExitCode);
    }

    [Fact]
    public async Task Stopping_an_exited_container_succeeds_and_a_missing_one_is_not_found()
    {
        var id = await RunAsync(new Workload.Exits(0));
        await ExitedAsync(id);
        Assert.True((await Engine.StopContainerAsync(id, TimeSpan.FromSeconds(1), Token)).IsSuccess);
        AssertFault(EngineFaultKind.NotFound, await Engine.StopContainerAsync(new ContainerId(NewName()), TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task A_killed_container_exits_with_137_and_cannot_be_killed_again()
    {
        var id = await RunAsync(new Workload.Serves());
        Assert.True((await Engine.KillContainerAsync(id, "SIGKILL", Token)).IsSuccess);
        Assert.Equal(137, (await ExitedAsync(id)).ExitCode);
        AssertFault(EngineFaultKind.Conflict, await Engine.KillContainerAsync(id, "SIGKILL", Token));
        AssertFault(EngineFaultKind.NotFound, await Engine.KillContainerAsync(new ContainerId(NewName()), "SIGKILL", Token));
    }

    [Fact]
    public async Task The_exit_code_of_a_container_that_ends_by_itself_is_kept()
    {
        var ended = await ExitedAsync(await RunAsync(new Workload.Exits(42)));
        Assert.Equal(42, ended.ExitCode);
        Assert.False(ended.OutOfMemory);
        Assert.NotNull(ended.StartedAt);
        Assert.NotNull(ended.FinishedAt);
    }

    [Fact]
    public async Task A_running_container_is_only_removed_by_force()
    {
        var id = await RunAsync(new Workload.Serves());
        AssertFault(EngineFaultKind.Conflict, await Engine.RemoveContainerAsync(id, force: false, Token));
        Assert.True((await Engine.RemoveContainerAsync(id, force: true, Token)).IsSuccess);
        AssertFault(EngineFaultKind.NotFound, await Engine.InspectContainerAsync(id, Token));
    }

    [Fact]
    public async Task Removing_a_missing_container_succeeds()
    {
        var id = await CreateAsync(Spec(new Workload.Serves()));
        Assert.True((await Engine.RemoveContainerAsync(id, force: false, Token)).IsSuccess);
        Assert.True((await Engine.RemoveContainerAsync(id, force: false, Token)).IsSuccess);
    }

    [Fact]
    public async Task A_name_is_taken_only_once()
    {
        var spec = Spec(new Workload.Serves());
        await CreateAsync(spec);
        AssertFault(EngineFaultKind.Conflict, await Engine.CreateContainerAsync(spec, Token));
    }

    [Fact]
    public async Task A_container_of_a_missing_image_is_refused_without_asking_a_registry()
    {
        var spec = Spec(new Workload.Serves()) with { Image = $"orchestry-missing-{Run}:1" };
        AssertFault(EngineFaultKind.ImageNotFound, await Engine.CreateContainerAsync(spec, Token));
    }

    [Fact]
    public async Task A_container_whose_command_does_not_exist_cannot_start_and_says_why()
    {
        var id = await CreateAsync(Spec(new Workload.CannotStart()));
        var started = await Engine.StartContainerAsync(id, Token);
        AssertFault(EngineFaultKind.CannotStart, started);
        Assert.Contains("/nope", started.Fault!.Message, StringComparison.Ordinal);
        Assert.NotEmpty(started.Fault.Advice);
        Assert.False(started.Fault.IsTransient);
        Assert.NotEqual(ContainerState.Running, (await InspectAsync(id)).State);
    }

    [Fact]
    public async Task Containers_created_at_the_same_time_all_come_to_be()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Spec(new Workload.Serves())).ToList().Select(RunAsync));
        Assert.Equal(6, ids.Distinct().Count());
        Assert.All((await Engine.ListContainersAsync(Mine, Token)).Value, container => Assert.Equal(ContainerState.Running, container.State));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_not_a_fault()
    {
        var id = await RunAsync(new Workload.IgnoresStop());
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Engine.StopContainerAsync(id, TimeSpan.FromSeconds(3), impatient.Token));
    }
}
