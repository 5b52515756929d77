namespace Orchestry.Actors.Kernel;

/// <summary>The living children of one actor. Locked, because the guardian's children are started from any thread.</summary>
internal sealed class ChildrenContainer(LocalActorRef parent)
{
    private readonly Dictionary<string, LocalActorRef> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<LocalActorRef> _stopping = [];
    private Dictionary<LocalActorRef, RestartStatistics>? _restarts;
    private long _unnamed;
    private bool _isClosed;

    public bool IsEmpty
    {
        get
        {
            lock (_byName)
                return _byName.Count == 0;
        }
    }

    public bool HasStopping
    {
        get
        {
            lock (_byName)
                return _stopping.Count > 0;
        }
    }

    public LocalActorRef Add(Props props, string? name)
    {
        if (name is not null && !ActorPath.IsValidName(name))
            throw new InvalidActorNameException($"'{name}' cannot be an actor's name under {parent.Path}: it must be one path segment.");

        lock (_byName)
        {
            if (_isClosed)
                throw new InvalidOperationException($"{parent.Path} is stopping and takes no new child.");

            name ??= NextName();
            var child = new LocalActorRef(parent.System, parent, name, props);
            if (!_byName.TryAdd(name, child))
                throw new InvalidActorNameException($"{parent.Path} already has a child named '{name}'.");

            return child;
        }
    }

    public bool Remove(LocalActorRef child)
    {
        lock (_byName)
        {
            if (!IsChild(child))
                return false;

            _byName.Remove(child.Name);
            _stopping.Remove(child);
            _restarts?.Remove(child);
            return true;
        }
    }

    public bool Contains(LocalActorRef child)
    {
        lock (_byName)
            return IsChild(child);
    }

    public LocalActorRef? Find(string name)
    {
        lock (_byName)
            return _byName.GetValueOrDefault(name);
    }

    public void NoteStopping(LocalActorRef actor)
    {
        lock (_byName)
        {
            if (IsChild(actor))
                _stopping.Add(actor);
        }
    }

    public LocalActorRef[] Snapshot()
    {
        lock (_byName)
            return [.. _byName.Values];
    }

    /// <summary>Takes no new child from now on; answers those there are.</summary>
    public LocalActorRef[] Close()
    {
        lock (_byName)
        {
            _isClosed = true;
            return [.. _byName.Values];
        }
    }

    public bool MayRestart(LocalActorRef child, SupervisorStrategy strategy)
    {
        _restarts ??= [];
        if (!_restarts.TryGetValue(child, out var statistics))
            _restarts[child] = statistics = new RestartStatistics(parent.System.Clock);

        return statistics.RequestRestart(strategy.MaxNrOfRetries, strategy.WithinTimeRange);
    }

    private bool IsChild(LocalActorRef actor) => _byName.TryGetValue(actor.Name, out var found) && ReferenceEquals(found, actor);

    /// <summary>$a, $b … $z, $ba: short, and no user's name starts like it.</summary>
    private string NextName()
    {
        Span<char> digits = stackalloc char[16];
        var at = digits.Length;
        for (var rest = _unnamed++; at == digits.Length || rest > 0; rest /= 26)
            digits[--at] = (char)('a' + rest % 26);

        return string.Concat("$", digits[at..]);
    }
}
