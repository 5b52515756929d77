namespace Orchestry.Actors.Kernel;

/// <summary>The handlers that are in force, in the order of their declaration.</summary>
internal sealed class Behavior
{
    private MessageHandler[] _handlers = [];

    public void Add(MessageHandler handler) => _handlers = [.. _handlers, handler];

    public bool Handle(object message)
    {
        foreach (var handler in _handlers)
        {
            if (handler.TryHandle(message))
                return true;
        }

        return false;
    }
}

internal abstract class MessageHandler
{
    public abstract bool TryHandle(object message);
}

internal sealed class ActionHandler<T>(Predicate<T>? shouldHandle, Action<T> handler) : MessageHandler
{
    public override bool TryHandle(object message)
    {
        if (message is not T typed || shouldHandle?.Invoke(typed) == false)
            return false;

        handler(typed);
        return true;
    }
}

internal sealed class AsyncHandler<T>(ActorCell cell, Predicate<T>? shouldHandle, Func<T, Task> handler) : MessageHandler
{
    public override bool TryHandle(object message)
    {
        if (message is not T typed || shouldHandle?.Invoke(typed) == false)
            return false;

        cell.RunTask(handler, typed);
        return true;
    }
}
