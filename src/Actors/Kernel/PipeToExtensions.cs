namespace Orchestry.Actors.Kernel;

/// <summary>Brings the result of a task into an actor as a message.</summary>
public static class PipeToExtensions
{
    /// <summary>
    /// Tells the task's result when it is there, so that no task touches an actor's fields. A failed or cancelled task, or a mapping that
    /// throws, becomes <paramref name="failure"/>'s message, by default <see cref="Status.Failure"/>.
    /// </summary>
    /// <returns>Done once the message is told; never fails unless <paramref name="failure"/> throws.</returns>
    public static async Task PipeTo<T>(
        this Task<T> task, IActorRef recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
    {
        object message;
        try
        {
            var result = await task.ConfigureAwait(false);
            message = success is null ? result! : success(result);
        }
        catch (Exception error)
        {
            message = failure is null ? new Status.Failure(error) : failure(error);
        }

        recipient.Tell(message, sender);
    }

    /// <summary>As for a task with a result; tells <paramref name="success"/>'s message, or nothing where there is none.</summary>
    public static async Task PipeTo(
        this Task task, IActorRef recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
    {
        object? message;
        try
        {
            await task.ConfigureAwait(false);
            message = success?.Invoke();
        }
        catch (Exception error)
        {
            message = failure is null ? new Status.Failure(error) : failure(error);
        }

        if (message is not null)
            recipient.Tell(message, sender);
    }
}
