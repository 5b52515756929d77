namespace Orchestry.Actors.Kernel;

/// <summary>
/// Keeps one child alive and starts it again after a growing pause: <c>min × 2^restarts</c>, at most <c>max</c>, plus up to
/// <c>randomFactor</c> of that, so that many do not return at once. Messages are forwarded to the child; without one they are dead letters.
/// A child that lived for <see cref="BackoffOptions.AutoReset"/> starts again from the shortest pause.
/// </summary>
public sealed class BackoffSupervisor : ReceiveActor, IWithTimers
{
    private const string StartTimer = "start";
    private const string ResetTimer = "reset";

    private readonly BackoffOptions _options;
    private IActorRef? _child;
    private bool _hasFailed;
    private int _restarts;

    private BackoffSupervisor(BackoffOptions options)
    {
        _options = options;
        Receive<StartChild>(_ => Start());
        Receive<ResetCount>(_ => _restarts = 0);
        Receive<Terminated>(dead => dead.ActorRef.Equals(_child), _ => OnChildGone());
        Receive<GetCurrentChild>(_ => Sender.Tell(new CurrentChild(_child ?? ActorRefs.Nobody)));
        ReceiveAny(message => (_child ?? Context.System.DeadLetters).Forward(message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(BackoffOptions options) => Kernel.Props.Create(() => new BackoffSupervisor(options));

    /// <summary>The pause after <paramref name="restarts"/> restarts (0 before the first).</summary>
    public static TimeSpan CalculateDelay(int restarts, BackoffOptions options)
    {
        var doubled = options.MinBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(restarts, 30));
        var jitter = 1 + options.Random.NextDouble() * options.RandomFactor;
        return TimeSpan.FromMilliseconds(Math.Min(options.MaxBackoff.TotalMilliseconds, doubled) * jitter);
    }

    protected override void PreStart() => Start();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        var directive = _options.Decider(cause);
        if (directive != Directive.Restart)
            return directive;

        _hasFailed = true;
        return Directive.Stop; // the pause comes first
    });

    private void Start()
    {
        _hasFailed = false;
        _child = Context.Watch(Context.ActorOf(_options.ChildProps, _options.ChildName));
        Timers.StartSingleTimer(ResetTimer, new ResetCount(), _options.AutoReset);
    }

    private void OnChildGone()
    {
        _child = null;
        Timers.Cancel(ResetTimer);
        var mayRestart = _hasFailed || _options.RestartsOnStop;
        if (!mayRestart || (_options.MaxNrOfRetries >= 0 && _restarts >= _options.MaxNrOfRetries))
        {
            Context.Stop(Self);
            return;
        }

        var delay = CalculateDelay(_restarts++, _options);
        Context.System.Log.BackingOff(Self.Path / _options.ChildName, delay, _restarts);
        Timers.StartSingleTimer(StartTimer, new StartChild(), delay);
    }

    /// <summary>Answered with <see cref="CurrentChild"/>.</summary>
    public sealed record GetCurrentChild;

    /// <param name="Ref"><see cref="ActorRefs.Nobody"/> during a pause.</param>
    public sealed record CurrentChild(IActorRef Ref);

    private sealed record StartChild;

    private sealed record ResetCount;
}
