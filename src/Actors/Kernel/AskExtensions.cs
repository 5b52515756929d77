namespace Orchestry.Actors.Kernel;

/// <summary>Asking: a message that expects a reply within a time.</summary>
public static class AskExtensions
{
    /// <summary>
    /// Sends a question and answers the first reply. Only for the edge between actors and the rest; inside, <c>Tell</c>.
    /// </summary>
    /// <param name="actor">Who is asked.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">On the system's clock; null waits as long as the actor lives and the token allows.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    /// <exception cref="AskTimeoutException">No reply in time, or the actor stopped without handling the question.</exception>
    /// <exception cref="InvalidCastException">The reply is not a <typeparamref name="T"/>.</exception>
    /// <remarks>A <see cref="Status.Failure"/> as the reply throws its cause.</remarks>
    public static Task<T> Ask<T>(this IActorRef actor, object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);

        if (actor is not LocalActorRef local)
            return Task.FromException<T>(new AskTimeoutException($"Ask of {message.GetType().Name} to {actor.Path} gets no answer: it is not an actor."));

        var promise = new AskPromise<T>(local, message, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken);
        promise.Send(message);
        return promise.Answer;
    }

    public static Task<object> Ask(this IActorRef actor, object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => actor.Ask<object>(message, timeout, cancellationToken);
}
