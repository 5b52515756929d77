namespace Orchestry.Actors.Kernel;

/// <summary>Asynchronous handlers: the mailbox waits, and every continuation comes back to it.</summary>
internal sealed partial class ActorCell
{
    private ActorSynchronizationContext? _async;

    private ActorSynchronizationContext Async => _async ??= new ActorSynchronizationContext(self);

    public void RunTask<T>(Func<T, Task> handler, T message)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Async);
        try
        {
            var handling = handler(message);
            if (!handling.IsCompletedSuccessfully)
            {
                _isAwaiting = true;
                _ = AwaitAsync(handling);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Starts under the actor's context, so that the end of the handler, too, arrives as a continuation.</summary>
    private async Task AwaitAsync(Task handling)
    {
        try
        {
            await handling.ConfigureAwait(true);
        }
        catch (Exception error)
        {
            Fail(error);
        }

        _isAwaiting = false;
    }

    private void Resume(Continuation continuation)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Async);
        try
        {
            continuation.Execute();
        }
        catch (Exception error)
        {
            Fail(error); // only work the handler started and did not await can throw here
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}
