namespace Orchestry.Actors.Kernel;

internal enum RunOutcome
{
    Idle,
    MoreToDo,
    Terminated,
}

/// <summary>Running the mailbox: continuations first, then system messages, then user messages.</summary>
internal sealed partial class ActorCell
{
    /// <summary>User messages per run, before other actors get the thread.</summary>
    private const int Throughput = 64;

    private NodeQueue _system;
    private NodeQueue _user;
    private Lifecycle _lifecycle;
    private bool _isSuspended;
    private bool _isAwaiting;
    private volatile bool _hasUrgent;

    private enum Lifecycle : byte
    {
        New,
        Alive,
        Restarting,
        Stopping,
        Terminated,
    }

    private bool MayReceive => _lifecycle == Lifecycle.Alive && !_isSuspended && !_isAwaiting;

    /// <summary>Lets the run see a system message before the user messages it already holds. Set after the push: too late is spurious, too early is lost.</summary>
    public void NoteUrgent() => _hasUrgent = true;

    public RunOutcome Run()
    {
        var outer = _running;
        _running = this;
        try
        {
            if (_lifecycle == Lifecycle.New)
                Create();

            return RunMessages();
        }
        finally
        {
            _running = outer;
        }
    }

    private RunOutcome RunMessages()
    {
        var budget = Throughput;
        while (true)
        {
            // Not after the end: taking from a closed mailbox would open it again, and a late watch would wait in it for ever.
            if (_hasUrgent && _lifecycle != Lifecycle.Terminated)
            {
                _hasUrgent = false;
                Collect();
            }

            if (_async?.Continuations.Take() is Continuation continuation)
                Resume(continuation);
            else if (!_isAwaiting && _system.Take() is SystemMessage message)
                Handle(message);
            else if (MayReceive && _user.Head is not null && budget-- > 0)
                Deliver((Envelope)_user.Take()!);
            else if (_lifecycle == Lifecycle.Terminated)
                return RunOutcome.Terminated;
            else if (budget < 0)
                return RunOutcome.MoreToDo;
            else if (!Collect())
            {
                if (!_isAwaiting)
                    _envelope = null;

                if (self.TryGoIdle())
                    return RunOutcome.Idle;
            }
        }
    }

    /// <summary>Takes what came in, turns it round to the order of arrival and sorts it.</summary>
    private bool Collect()
    {
        var node = self.TakeAll();
        if (node is null)
            return false;

        Sort(node);
        return true;
    }

    private void Sort(MailboxNode? node)
    {
        MailboxNode? user = null, lastUser = null, system = null, lastSystem = null, rest = null, lastRest = null;
        while (node is not null)
        {
            var older = node.Next;
            if (node is Envelope)
                Push(node, ref user, ref lastUser);
            else if (node is SystemMessage)
                Push(node, ref system, ref lastSystem);
            else
                Push(node, ref rest, ref lastRest);

            node = older;
        }

        if (user is not null)
            _user.Append(user, lastUser!);
        if (system is not null)
            _system.Append(system, lastSystem!);
        if (rest is not null)
            Async.Continuations.Append(rest, lastRest!);
    }

    private static void Push(MailboxNode node, ref MailboxNode? first, ref MailboxNode? last)
    {
        node.Next = first;
        first = node;
        last ??= node;
    }

    private void Deliver(Envelope envelope)
    {
        _envelope = envelope;
        try
        {
            if (envelope.Message is KernelMessage kernel && !Unwrap(kernel, envelope))
                return;

            var message = envelope.Message;
            _actor!.AroundReceive(message);
            if (_receiveTimer is not null && message is not INotInfluenceReceiveTimeout)
                _receiveTimer.Restart();
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>True when the envelope now holds a message for the actor.</summary>
    private bool Unwrap(KernelMessage kernel, Envelope envelope)
    {
        switch (kernel)
        {
            case PoisonPill:
                Stop(self);
                return false;
            case Kill:
                throw new ActorKilledException($"{self.Path} was killed.");
            case ActorTimer timer:
                if (!timer.TryTake())
                    return false;
                envelope.Message = timer.Message;
                return true;
            case WatchedDied died:
                if (_deathWatch?.TakeQueued(died.Terminated.ActorRef, out var substitute) != true)
                    return false;
                envelope.Message = substitute ?? died.Terminated;
                return true;
            default:
                return false;
        }
    }

    private void Handle(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case SystemMessage.Watch watch:
                    DeathWatch.Watchers.Add(watch.Watcher);
                    break;
                case SystemMessage.Unwatch unwatch:
                    _deathWatch?.Watchers.Remove(unwatch.Watcher);
                    break;
                case SystemMessage.Died died:
                    OnDied(died);
                    break;
                case SystemMessage.Failed failed:
                    OnChildFailed(failed.Child, failed.Cause);
                    break;
                case SystemMessage.Resume:
                    OnResume();
                    break;
                case SystemMessage.Restart restart:
                    OnRestart(restart.Cause);
                    break;
                case SystemMessage.Stop:
                    OnStop();
                    break;
            }
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }
}
