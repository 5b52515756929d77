namespace Orchestry.Actors.Kernel;

/// <summary>The recipe of an actor: run again for every incarnation, so a restarted actor has fresh state.</summary>
public sealed class Props
{
    private readonly Func<ActorBase> _factory;

    private Props(Type type, Func<ActorBase> factory, SupervisorStrategy? strategy)
    {
        Type = type;
        _factory = factory;
        SupervisorStrategy = strategy;
    }

    public Type Type { get; }

    /// <summary>Overrides the strategy the actor itself names for its children.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; }

    /// <summary>What the factory captures must be safe to share between incarnations.</summary>
    public static Props Create<TActor>(Func<TActor> factory)
        where TActor : ActorBase
        => new(typeof(TActor), factory, null);

    public static Props Create<TActor>()
        where TActor : ActorBase, new()
        => new(typeof(TActor), static () => new TActor(), null);

    public Props WithSupervisorStrategy(SupervisorStrategy strategy) => new(Type, _factory, strategy);

    internal ActorBase NewActor() => _factory();
}
