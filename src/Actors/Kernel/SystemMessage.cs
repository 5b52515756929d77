namespace Orchestry.Actors.Kernel;

/// <summary>What the kernel tells itself about life and death; handled before any user message.</summary>
internal abstract class SystemMessage : MailboxNode
{
    /// <summary>To the parent: this child cannot go on until you decide.</summary>
    internal sealed class Failed(LocalActorRef child, Exception cause) : SystemMessage
    {
        public LocalActorRef Child { get; } = child;

        public Exception Cause { get; } = cause;
    }

    internal sealed class Resume : SystemMessage;

    internal sealed class Restart(Exception cause) : SystemMessage
    {
        public Exception Cause { get; } = cause;
    }

    internal sealed class Stop : SystemMessage;

    internal sealed class Watch(InternalActorRef watcher) : SystemMessage
    {
        public InternalActorRef Watcher { get; } = watcher;
    }

    internal sealed class Unwatch(InternalActorRef watcher) : SystemMessage
    {
        public InternalActorRef Watcher { get; } = watcher;
    }

    /// <summary>To the parent and to every watcher: this actor's mailbox is closed for good.</summary>
    internal sealed class Died(IActorRef actor, bool existed) : SystemMessage
    {
        public IActorRef Actor { get; } = actor;

        public bool Existed { get; } = existed;
    }
}
