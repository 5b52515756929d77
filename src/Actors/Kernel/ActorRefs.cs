namespace Orchestry.Actors.Kernel;

/// <summary>Refs that stand for no actor.</summary>
public static class ActorRefs
{
    /// <summary>The sender of a message told from outside any actor; its receiver sees the dead letters as <c>Sender</c>.</summary>
    public const IActorRef? NoSender = null;

    /// <summary>What a look-up answers when there is no such actor. Swallows messages; watching it reports its death at once.</summary>
    public static readonly IActorRef Nobody = new NobodyRef();

    public static bool IsNobody(this IActorRef? actor) => actor is null || ReferenceEquals(actor, Nobody);

    private sealed class NobodyRef : IActorRef
    {
        public ActorPath Path { get; } = new(null, "Nobody");

        public void Tell(object message, IActorRef? sender)
        {
        }

        public override string ToString() => Path.ToString();
    }
}
