using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

/// <summary>
/// Tells a journal what becomes of it and what it receives; runs what a test sends it (<see cref="Act"/>) inside itself and fails on demand.
/// </summary>
internal sealed class LabActor : ReceiveActor, IWithTimers, IWithStash
{
    private readonly IActorRef _journal;
    private readonly SupervisorStrategy? _strategy;

    public LabActor(IActorRef journal, SupervisorStrategy? strategy = null)
    {
        _journal = journal;
        _strategy = strategy;
        Receive<Act>(act => act.Run(this));
        Receive<Throw>(what => throw what.Error);
        Receive<GetCount>(_ => Sender.Tell(Count));
        ReceiveAny(Note);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public IActorContext Ctx => Context;

    /// <summary>State of the incarnation.</summary>
    public int Count { get; set; }

    public static Props Props(IActorRef journal, SupervisorStrategy? strategy = null)
        => Orchestry.Actors.Kernel.Props.Create(() => new LabActor(journal, strategy));

    public void Note(object message) => _journal.Tell(message, Self);

    public void Switch(Action configure) => Become(configure);

    public void SwitchStacked(Action configure) => BecomeStacked(configure);

    public void SwitchBack() => UnbecomeStacked();

    public void On<T>(Action<T> handler) => Receive(handler);

    public void OnAny(Action<object> handler) => ReceiveAny(handler);

    protected override void PreStart() => Note(new Lived("PreStart", Self.Path.Name));

    protected override void PostStop() => Note(new Lived("PostStop", Self.Path.Name));

    protected override void PreRestart(Exception reason, object? message)
    {
        Note(new Lived("PreRestart", Self.Path.Name));
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Note(new Lived("PostRestart", Self.Path.Name));
        base.PostRestart(reason);
    }

    protected override SupervisorStrategy SupervisorStrategy() => _strategy ?? base.SupervisorStrategy();
}

internal sealed record Act(Action<LabActor> Run);

internal sealed record Throw(Exception Error)
{
    public static Throw Oops => new(new InvalidOperationException("oops"));
}

internal sealed record GetCount;

internal sealed record Lived(string Step, string Name);
