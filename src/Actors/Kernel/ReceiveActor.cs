namespace Orchestry.Actors.Kernel;

/// <summary>An actor that declares its handlers in the constructor, tried in the order they were declared.</summary>
public abstract class ReceiveActor : ActorBase
{
    private Behavior _behavior = new();
    private Stack<Behavior>? _below;

    protected sealed override bool Receive(object message) => _behavior.Handle(message);

    protected void Receive<T>(Action<T> handler) => _behavior.Add(new ActionHandler<T>(null, handler));

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => _behavior.Add(new ActionHandler<T>(shouldHandle, handler));

    protected void ReceiveAny(Action<object> handler) => Receive(handler);

    /// <summary>
    /// No other message is handled until the handler's task is done; after every await it is back in the actor, with <c>Sender</c> as before.
    /// A stop or restart, too, waits for it: give what it awaits a timeout.
    /// </summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler) => _behavior.Add(new AsyncHandler<T>(Cell, null, handler));

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler)
        => _behavior.Add(new AsyncHandler<T>(Cell, shouldHandle, handler));

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAsync(handler);

    /// <summary>Replaces the handlers by those that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure)
    {
        _behavior = new Behavior();
        configure();
    }

    /// <summary>As <see cref="Become"/>, and <see cref="UnbecomeStacked"/> brings the present handlers back.</summary>
    protected void BecomeStacked(Action configure)
    {
        (_below ??= new Stack<Behavior>()).Push(_behavior);
        Become(configure);
    }

    protected void UnbecomeStacked()
    {
        if (_below?.TryPop(out var previous) == true)
            _behavior = previous;
    }
}
