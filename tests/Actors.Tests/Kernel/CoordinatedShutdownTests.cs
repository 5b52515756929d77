using System.Collections.Concurrent;
using Orchestry.Actors.Kernel;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class CoordinatedShutdownTests : TestKit
{
    private readonly ConcurrentQueue<string> _ran = new();

    private CoordinatedShutdown Shutdown => CoordinatedShutdown.Get(Sys);

    [Fact]
    public async Task Phases_run_in_their_order_and_end_with_the_actor_system()
    {
        foreach (var phase in CoordinatedShutdown.Phases.Reverse())
        {
            Shutdown.AddTask(phase, $"{phase}-task", () =>
            {
                _ran.Enqueue(phase);
                return Task.FromResult(Done.Instance);
            });
        }

        await Shutdown.RunAsync(CoordinatedShutdown.Reason.ProcessExit).WaitAsync(Guard);
        Assert.Equal(CoordinatedShutdown.Phases, _ran);
        Assert.True(Sys.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(CoordinatedShutdown.Reason.ProcessExit, Shutdown.ShutdownReason);
    }

    [Fact]
    public async Task The_tasks_of_a_phase_run_side_by_side_and_the_next_phase_waits_for_all()
    {
        var (first, second) = (NewGate(), NewGate());
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "first", async _ =>
        {
            second.SetResult(); // lets the other go on, which one after the other could not
            await first.Task;
            _ran.Enqueue("first");
        });
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "second", async _ =>
        {
            await second.Task;
            _ran.Enqueue("second");
            first.SetResult();
        });
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "later", _ =>
        {
            _ran.Enqueue("later");
            return Task.CompletedTask;
        });

        await Shutdown.RunAsync(CoordinatedShutdown.Reason.Unknown).WaitAsync(Guard);
        Assert.Equal(["second", "first", "later"], _ran);
    }

    [Fact]
    public async Task A_failing_task_is_logged_and_the_rest_goes_on()
    {
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "throws", (Func<CancellationToken, Task>)(_ => throw new InvalidOperationException("oops")));
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "fails", _ => Task.FromException(new InvalidOperationException("oops too")));

        await Shutdown.RunAsync(CoordinatedShutdown.Reason.Unknown).WaitAsync(Guard);
        Assert.Equal(
            ["Shutdown task throws of phase service-unbind failed; the shutdown goes on", "Shutdown task fails of phase service-stop failed; the shutdown goes on"],
            Logs.WithId(1011).Select(entry => entry.Message));
        Assert.True(Sys.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_task_that_hangs_is_left_behind_at_its_phases_timeout()
    {
        var begun = NewGate();
        Shutdown.SetTimeout(CoordinatedShutdown.PhaseServiceRequestsDone, TimeSpan.FromSeconds(30));
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "hangs", _ =>
        {
            begun.SetResult();
            return new TaskCompletionSource().Task;
        });
        var run = Shutdown.RunAsync(CoordinatedShutdown.Reason.Unknown);
        await begun.Task.WaitAsync(Guard);

        Clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.False(run.IsCompleted);
        Clock.Advance(TimeSpan.FromTicks(1));
        await run.WaitAsync(Guard);
        Assert.Equal(
            "Shutdown task hangs of phase service-requests-done is not done after 00:00:30; the shutdown goes on",
            Assert.Single(Logs.WithId(1012)).Message);
    }

    [Fact]
    public async Task It_runs_once_however_often_it_is_asked()
    {
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "count", _ =>
        {
            _ran.Enqueue("once");
            return Task.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Shutdown.RunAsync(CoordinatedShutdown.Reason.Unknown))).WaitAsync(Guard);
        Assert.Single(_ran);
    }

    [Fact]
    public void An_unknown_phase_is_refused_with_the_names_there_are()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Shutdown.AddTask("lunch", "eat", _ => Task.CompletedTask));
        Assert.StartsWith("'lunch' is not a shutdown phase; there are before-service-unbind, service-unbind,", refusal.Message, StringComparison.Ordinal);
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
