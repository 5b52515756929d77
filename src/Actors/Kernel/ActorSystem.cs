using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orchestry.Actors.Kernel;

/// <summary>A tree of actors with one clock and one log. Thread-safe.</summary>
public sealed class ActorSystem : IActorRefFactory, IAsyncDisposable
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DeadLetterActorRef _deadLetters;
    private readonly LocalActorRef _guardian;
    private readonly ActorCell _guardianCell;

    private ActorSystem(string name, TimeProvider clock, ILoggerFactory loggers, bool trackIdle)
    {
        Name = name;
        Clock = clock;
        LoggerFactory = loggers;
        Log = loggers.CreateLogger("Orchestry.Actors.Kernel");
        IdleTracker = trackIdle ? new IdleTracker() : null;
        _deadLetters = new DeadLetterActorRef(this);
        CoordinatedShutdown = new CoordinatedShutdown(this);
        _guardian = new LocalActorRef(this, null, "user", Props.Create<Guardian>());
        _guardianCell = _guardian.Cell!;
        _guardianCell.PrepareChildren();
        _guardian.Start();
    }

    public string Name { get; }

    /// <summary>The time of every timer, ask and shutdown in this system.</summary>
    public TimeProvider Clock { get; }

    public ILoggerFactory LoggerFactory { get; }

    public EventStream EventStream { get; } = new();

    public CoordinatedShutdown CoordinatedShutdown { get; }

    /// <summary>What is told here is published as a <see cref="DeadLetter"/>.</summary>
    public IActorRef DeadLetters => _deadLetters;

    /// <summary>Done when every actor has stopped.</summary>
    public Task WhenTerminated => _terminated.Task;

    internal ILogger Log { get; }

    internal IdleTracker? IdleTracker { get; }

    /// <param name="name">For logs.</param>
    /// <param name="clock">Default: the system's.</param>
    /// <param name="loggers">Default: none.</param>
    /// <param name="trackIdle">Makes <see cref="WhenIdleAsync"/> work, for tests; costs a counter per mailbox run.</param>
    public static ActorSystem Create(string name, TimeProvider? clock = null, ILoggerFactory? loggers = null, bool trackIdle = false)
        => new(name, clock ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance, trackIdle);

    /// <summary>Starts an actor under <c>/user</c>.</summary>
    public IActorRef ActorOf(Props props, string? name = null) => _guardianCell.ActorOf(props, name);

    public void Stop(IActorRef actor) => (actor as LocalActorRef)?.SendSystem(new SystemMessage.Stop());

    /// <summary>Stops all actors, children before parents. Use <see cref="CoordinatedShutdown"/> to end in order.</summary>
    public Task Terminate()
    {
        Stop(_guardian);
        return WhenTerminated;
    }

    /// <summary>
    /// Done when no actor has anything to do. What actors wait for outside the system (a task to be piped, an await inside a handler, a
    /// timer) does not count.
    /// </summary>
    /// <exception cref="InvalidOperationException">The system was created without <c>trackIdle</c>.</exception>
    public Task WhenIdleAsync(CancellationToken cancellationToken = default)
        => IdleTracker?.WhenIdleAsync(cancellationToken)
            ?? throw new InvalidOperationException($"Actor system {Name} was created without trackIdle.");

    public async ValueTask DisposeAsync() => await Terminate().ConfigureAwait(false);

    internal void OnGuardianTerminated() => _terminated.TrySetResult();

    internal void PublishDeadLetter(object message, IActorRef? sender, IActorRef recipient)
    {
        _deadLetters.Publish(message, sender, recipient);
        if (sender is AskPromise promise && ReferenceEquals(promise.Target, recipient))
            promise.FailUnanswerable();
    }

    private sealed class Guardian : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
