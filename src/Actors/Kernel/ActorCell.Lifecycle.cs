namespace Orchestry.Actors.Kernel;

/// <summary>Birth, restart and death of the incarnation. A restart and a stop wait for the children they stopped.</summary>
internal sealed partial class ActorCell
{
    private void Create()
    {
        _lifecycle = Lifecycle.Alive;
        try
        {
            Incarnate();
            _actor!.AroundPreStart();
        }
        catch (Exception error)
        {
            Fail(new ActorInitializationException(self, $"{self.Path} ({props.Type.Name}) could not be started: {error.Message}", error));
        }
    }

    private void Incarnate()
    {
        _actor = null; // should the factory throw, there is no incarnation
        var actor = props.NewActor();
        if (actor is IWithTimers withTimers)
            withTimers.Timers = new TimerScheduler(self);
        if (actor is IWithStash withStash)
            withStash.Stash = new ActorStash(this);

        _actor = actor;
    }

    private void OnRestart(Exception cause)
    {
        if (_lifecycle != Lifecycle.Alive)
            return;

        Fault.RestartCause = cause;
        try
        {
            _actor?.AroundPreRestart(cause, _fault!.FailedMessage);
        }
        catch (Exception error)
        {
            System.Log.PreRestartFailed(error, self);
        }

        Discard(_actor);
        _lifecycle = Lifecycle.Restarting;
        FinishWhenChildrenAreGone();
    }

    private void OnStop()
    {
        if (_lifecycle is Lifecycle.Stopping or Lifecycle.Terminated)
            return;

        _lifecycle = Lifecycle.Stopping;
        _receiveTimer?.Cancel();
        foreach (var child in _children?.Close() ?? [])
            Stop(child);

        FinishWhenChildrenAreGone();
    }

    private void FinishWhenChildrenAreGone()
    {
        if (_lifecycle == Lifecycle.Restarting && _children?.HasStopping != true)
            FinishRestart();
        else if (_lifecycle == Lifecycle.Stopping && _children?.IsEmpty != false)
            FinishStop();
    }

    private void FinishRestart()
    {
        var cause = _fault!.RestartCause!;
        _fault = null;
        _lifecycle = Lifecycle.Alive;
        _isSuspended = false;
        _envelope = null;
        try
        {
            Incarnate();
            _actor!.AroundPostRestart(cause);

            // Children that an overridden PreRestart let live may wait for a verdict; they start afresh with their parent.
            foreach (var survivor in _children?.Snapshot() ?? [])
                survivor.SendSystem(new SystemMessage.Restart(cause));
        }
        catch (Exception error)
        {
            Fail(new PostRestartException(self, error, cause));
        }
    }

    private void FinishStop()
    {
        var actor = _actor;
        CancelTimers(actor);
        try
        {
            actor?.AroundPostStop();
        }
        catch (Exception error)
        {
            System.Log.PostStopFailed(error, self);
        }

        Discard(actor);
        _actor = null;
        _envelope = null;
        _lifecycle = Lifecycle.Terminated;
        var watched = _deathWatch?.Watching.Keys.ToArray() ?? [];
        foreach (var target in watched)
            Unwatch(target);

        Sort(self.Close());
        Bury();
        System.EventStream.Unsubscribe(self);
        foreach (var watcher in _deathWatch?.Watchers ?? [])
            watcher.SendSystem(new SystemMessage.Died(self, existed: true));

        if (self.Parent is { } parent)
            parent.SendSystem(new SystemMessage.Died(self, existed: true));
        else
            System.OnGuardianTerminated();
    }

    /// <summary>Answers what was in the mailbox when it closed.</summary>
    private void Bury()
    {
        while (_user.Take() is Envelope envelope)
        {
            if (envelope.Message is not KernelMessage)
                System.PublishDeadLetter(envelope.Message, envelope.Sender, self);
        }

        while (_system.Take() is SystemMessage message)
        {
            if (message is SystemMessage.Watch watch)
                DeathWatch.Watchers.Add(watch.Watcher);
            else if (message is SystemMessage.Unwatch unwatch)
                _deathWatch?.Watchers.Remove(unwatch.Watcher);
        }

        while (_async?.Continuations.Take() is Continuation continuation)
            ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);
    }

    /// <summary>Ends what belongs to an incarnation: its timers, and its stash, whose messages go back to the mailbox.</summary>
    private void Discard(ActorBase? actor)
    {
        CancelTimers(actor);
        (actor as IWithStash)?.Stash?.UnstashAll();
    }

    private void CancelTimers(ActorBase? actor)
    {
        SetReceiveTimeout(null);
        ((actor as IWithTimers)?.Timers as TimerScheduler)?.Close();
    }
}
