namespace Orchestry.Actors.Kernel;

/// <summary>A ref that takes part in the kernel's own conversation: supervision and death watch.</summary>
internal abstract class InternalActorRef : IActorRef
{
    public abstract ActorPath Path { get; }

    public abstract ActorSystem System { get; }

    public abstract void Tell(object message, IActorRef? sender);

    public abstract void SendSystem(SystemMessage message);

    public override string ToString() => Path.ToString();
}
