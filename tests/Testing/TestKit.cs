using Orchestry.Actors.Kernel;

namespace Orchestry.Testing;

/// <summary>Base of suites about actors: a system of its own per test, on a clock that only the test moves.</summary>
public abstract class TestKit : Xunit.IAsyncLifetime, IAsyncDisposable
{
    /// <summary>Real time after which a wait counts as failed. Only a guard: nothing ever waits for it to pass.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private int _probes;

    protected TestKit()
    {
        Sys = ActorSystem.Create("test", Clock, Logs, trackIdle: true);
    }

    public ActorSystem Sys { get; }

    public ManualClock Clock { get; } = new();

    public CapturingLoggerFactory Logs { get; } = new();

    public TestProbe CreateTestProbe(string? name = null) => new(this, name ?? $"probe-{Interlocked.Increment(ref _probes)}");

    public IActorRef ActorOf(Props props, string? name = null) => Sys.ActorOf(props, name);

    /// <summary>Done when no actor has anything to do.</summary>
    public Task WhenIdleAsync() => Sys.WhenIdleAsync().WaitAsync(Guard);

    /// <summary>
    /// Moves the clock instant by instant: after each timer that is due the actors settle, so what they start in answer takes its
    /// place on the same timeline. Done when all mailboxes are idle.
    /// </summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var until = Clock.GetUtcNow() + by;
        await WhenIdleAsync();
        while (Clock.NextDue is { } due && due <= until)
        {
            Clock.AdvanceTo(due);
            await WhenIdleAsync();
        }

        Clock.AdvanceTo(until);
        await WhenIdleAsync();
    }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    async Task Xunit.IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Sys.Terminate().WaitAsync(Guard);
        GC.SuppressFinalize(this);
    }
}
