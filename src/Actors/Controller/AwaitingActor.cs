using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Controller;

/// <summary>An actor with tasks of its own: they end when it stops or restarts, since nobody is left to hear of them.</summary>
internal abstract class AwaitingActor : ReceiveActor, IWithTimers
{
    private readonly CancellationTokenSource _life = new();

    protected AwaitingActor() => Life = _life.Token;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Ends with this life of the actor.</summary>
    protected CancellationToken Life { get; }

    // Not disposed of: it holds nothing but memory, and a stop during a restart runs this twice.
    protected override void PostStop() => _life.Cancel();
}
