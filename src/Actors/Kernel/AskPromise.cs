namespace Orchestry.Actors.Kernel;

/// <summary>The temporary ref that the asked actor answers to. One object is the promise, the ref and the state of its timer.</summary>
internal abstract class AskPromise : InternalActorRef
{
    private static readonly ActorPath TemporaryPath = new(null, "temp");

    protected AskPromise(LocalActorRef target) => Target = target;

    public LocalActorRef Target { get; }

    public override ActorSystem System => Target.System;

    public override ActorPath Path => TemporaryPath / "ask";

    /// <summary>The question reached nobody, so waiting for the timeout would tell no more.</summary>
    public abstract void FailUnanswerable();

    public override void SendSystem(SystemMessage message)
    {
        if (message is SystemMessage.Watch watch)
            watch.Watcher.SendSystem(new SystemMessage.Died(this, existed: false));
    }
}

internal sealed class AskPromise<T> : AskPromise
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Type _question;
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _cancellation;
    private ITimer? _timer;
    private CancellationTokenRegistration _registration;

    public AskPromise(LocalActorRef target, object message, TimeSpan timeout, CancellationToken cancellation)
        : base(target)
    {
        _question = message.GetType();
        _timeout = timeout;
        _cancellation = cancellation;
    }

    public Task<T> Answer => _answer.Task;

    public void Send(object message)
    {
        if (_cancellation.CanBeCanceled)
            _registration = _cancellation.UnsafeRegister(static promise => ((AskPromise<T>)promise!).Cancel(), this);

        if (_timeout != Timeout.InfiniteTimeSpan)
            _timer = System.Clock.CreateTimer(static promise => ((AskPromise<T>)promise!).TimeOut(), this, _timeout, Timeout.InfiniteTimeSpan);

        Target.Tell(message, this);
        if (_answer.Task.IsCompleted)
            Release(); // answered before the timer and the registration were known to the answering thread
    }

    public override void Tell(object message, IActorRef? sender)
    {
        var isFirst = message switch
        {
            Status.Failure failure => _answer.TrySetException(failure.Cause),
            T answer => _answer.TrySetResult(answer),
            _ => _answer.TrySetException(new InvalidCastException(
                $"Ask of {_question.Name} to {Target.Path} expected {typeof(T).Name} and was answered with {message.GetType().Name}.")),
        };

        if (isFirst)
            Release();
        else
            System.PublishDeadLetter(message, sender, this);
    }

    public override void FailUnanswerable() => Fail("gets no answer: the actor has stopped");

    private void TimeOut() => Fail($"got no answer within {_timeout.TotalSeconds:0.###} s");

    private void Fail(string how)
    {
        if (_answer.TrySetException(new AskTimeoutException($"Ask of {_question.Name} to {Target.Path} {how}.")))
            Release();
    }

    private void Cancel()
    {
        if (_answer.TrySetCanceled(_cancellation))
            Release();
    }

    private void Release()
    {
        _timer?.Dispose();
        _registration.Unregister(); // not Dispose: that would wait for a Cancel that may be calling this
    }
}
