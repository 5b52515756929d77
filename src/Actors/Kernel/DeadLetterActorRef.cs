namespace Orchestry.Actors.Kernel;

/// <summary>Takes what nobody else can: publishes it and logs a bounded number.</summary>
internal sealed class DeadLetterActorRef(ActorSystem system) : InternalActorRef
{
    /// <summary>A stopped actor that many still talk to must not fill the log.</summary>
    private const int LoggedPerMinute = 10;

    private readonly Lock _gate = new();
    private long _windowStart = system.Clock.GetTimestamp();
    private int _inWindow;

    public override ActorPath Path { get; } = new(null, "deadLetters");

    public override ActorSystem System => system;

    public override void Tell(object message, IActorRef? sender) => Publish(message, sender, this);

    public override void SendSystem(SystemMessage message)
    {
        if (message is SystemMessage.Watch watch)
            watch.Watcher.SendSystem(new SystemMessage.Died(this, existed: false));
    }

    public void Publish(object message, IActorRef? sender, IActorRef recipient)
    {
        if (message is KernelMessage)
            return;

        // A letter about a dead letter would breed for ever.
        if (message is not DeadLetter)
            system.EventStream.Publish(new DeadLetter(message, sender, recipient));

        var number = Count();
        if (number <= LoggedPerMinute)
            system.Log.DeadLetter(message.GetType(), sender, recipient);
        if (number == LoggedPerMinute)
            system.Log.DeadLettersMuted(LoggedPerMinute);
    }

    private int Count()
    {
        lock (_gate)
        {
            if (system.Clock.GetElapsedTime(_windowStart) >= TimeSpan.FromMinutes(1))
            {
                _windowStart = system.Clock.GetTimestamp();
                _inWindow = 0;
            }

            return ++_inWindow;
        }
    }
}
