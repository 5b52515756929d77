namespace Orchestry.Actors.Kernel;

/// <summary>Brings what follows an await back to the actor whose handler awaited.</summary>
internal sealed class ActorSynchronizationContext(LocalActorRef self) : SynchronizationContext
{
    /// <summary>Only for the thread that runs the mailbox.</summary>
    public NodeQueue Continuations;

    public override void Post(SendOrPostCallback d, object? state)
    {
        var continuation = new Continuation(d, state);
        if (!self.SendContinuation(continuation))
            ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false); // the actor is gone; who awaits this is not
    }

    public override void Send(SendOrPostCallback d, object? state)
        => throw new NotSupportedException("An actor never waits for its own mailbox.");

    public override SynchronizationContext CreateCopy() => this;
}
