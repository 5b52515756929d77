namespace Orchestry.Actors.Kernel;

/// <summary>Publish and subscribe by type within one system: a subscriber gets every event that is of the type it named. Thread-safe.</summary>
public sealed class EventStream
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IActorRef, HashSet<Type>> _subscriptions = [];

    /// <summary>Who gets events of a type; forgotten whenever a subscription changes.</summary>
    private volatile Dictionary<Type, IActorRef[]> _receivers = [];

    /// <summary>False when the actor has this subscription already or is gone. A subscription ends with its actor.</summary>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(subscriber, out var channels))
                _subscriptions[subscriber] = channels = [];

            if (!channels.Add(channel))
                return false;

            _receivers = [];
        }

        // An actor closes its mailbox before it unsubscribes, so whichever of the two comes last removes the entry.
        if (subscriber is not LocalActorRef { IsTerminated: true })
            return true;

        Unsubscribe(subscriber);
        return false;
    }

    public bool Subscribe<T>(IActorRef subscriber) => Subscribe(subscriber, typeof(T));

    public bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(subscriber, out var channels) || !channels.Remove(channel))
                return false;

            if (channels.Count == 0)
                _subscriptions.Remove(subscriber);

            _receivers = [];
            return true;
        }
    }

    public bool Unsubscribe(IActorRef subscriber)
    {
        lock (_gate)
        {
            if (!_subscriptions.Remove(subscriber))
                return false;

            _receivers = [];
            return true;
        }
    }

    public void Publish(object @event)
    {
        foreach (var receiver in ReceiversOf(@event.GetType()))
            receiver.Tell(@event, ActorRefs.NoSender);
    }

    private IActorRef[] ReceiversOf(Type type)
    {
        if (_receivers.TryGetValue(type, out var known))
            return known;

        lock (_gate)
        {
            var receivers = _subscriptions.Where(s => s.Value.Any(channel => channel.IsAssignableFrom(type))).Select(s => s.Key).ToArray();
            _receivers = new Dictionary<Type, IActorRef[]>(_receivers) { [type] = receivers };
            return receivers;
        }
    }
}
