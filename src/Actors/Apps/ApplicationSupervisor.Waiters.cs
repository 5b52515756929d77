using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

internal sealed partial class ApplicationSupervisor
{
    // On top of the grace of a stop: time for the engine to kill and to clean up after it.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(30);
    private readonly List<Waiter> _waiters = [];

    /// <summary>A client that wants its answer only when its wish has come true.</summary>
    /// <param name="Id">Names its timer.</param>
    /// <param name="Judge">The verdict on its wish; null: go on waiting.</param>
    /// <param name="TimedOut">Answers that it did not come true in time.</param>
    private sealed record Waiter(Guid Id, Func<AppRecord, Convergence, Action?> Judge, Action<string> TimedOut);

    private void WhenConverged(bool wait, TimeSpan timeout, int replicas, Action<Refusal> refuse, Action answer)
    {
        if (!wait)
        {
            answer();
            return;
        }

        Wait(
            timeout,
            (record, convergence) =>
            {
                if (record.StopCause is { } cause)
                {
                    return () => refuse(new Refusal(RefusalKind.EngineFailed, cause.Message));
                }

                if (record.Desired != replicas || record.Intent != AppIntent.Running)
                {
                    return () => refuse(new Refusal(
                        RefusalKind.ScalingInProgress, $"A newer request has overtaken this one: '{_name}' is now wanted with {record.Desired} replicas"));
                }

                return convergence switch
                {
                    { IsReached: true } => answer,
                    { Trouble: { } trouble } => () => refuse(RefusalOf(trouble)),
                    _ => null,
                };
            },
            missing => refuse(new Refusal(
                // With the engine away nothing is in progress that waiting longer would bring about.
                _ports.Host.Fault is null ? RefusalKind.ScalingInProgress : RefusalKind.EngineFailed,
                $"'{_name}' has not come to {replicas} healthy replicas within {timeout.TotalSeconds:0} s and goes on: {missing}")));
    }

    private void WhenEmpty(TimeSpan grace, Action<Refusal> refuse, Action answer) => Wait(
        // At most as long for the requests under way as for the container's own end.
        (grace * 2) + StopMargin,
        (record, _) => record switch
        {
            { Intent: AppIntent.Running } => () => refuse(new Refusal(
                RefusalKind.ScalingInProgress, $"A newer request has started '{_name}' again while it stopped")),
            { Attempts.IsEmpty: true } => answer,
            _ => null,
        },
        missing => refuse(new Refusal(RefusalKind.EngineFailed, $"'{_name}' has not stopped yet: {missing}")));

    private void WhenRemoved(Action<Refusal> refuse, Action<int, int, long> answer)
    {
        // Removal has no judge of its own: the end of it answers everybody who waits for it.
        _removalClients.Add(answer);
        Wait(
            (_ports.Options.StopGrace * 2) + StopMargin,
            (_, _) => null,
            missing =>
            {
                _removalClients.Remove(answer);
                refuse(new Refusal(RefusalKind.EngineFailed, $"'{_name}' is not removed yet, and goes on: {missing}"));
            });
    }

    private void Wait(TimeSpan timeout, Func<AppRecord, Convergence, Action?> judge, Action<string> timedOut)
    {
        var waiter = new Waiter(Guid.NewGuid(), judge, timedOut);
        _waiters.Add(waiter);
        Timers.StartSingleTimer(waiter.Id, new AppProtocol.WaitedLongEnough(waiter.Id), timeout);
    }

    private void AnswerWaiters(Convergence convergence)
    {
        foreach (var waiter in _waiters.ToArray())
        {
            if (waiter.Judge(_record!, convergence) is { } answer)
            {
                Timers.Cancel(waiter.Id);
                _waiters.Remove(waiter);
                answer();
            }
        }
    }

    private void OnWaitedLongEnough(AppProtocol.WaitedLongEnough waited)
    {
        if (_waiters.Find(w => w.Id == waited.Waiter) is { } waiter)
        {
            _waiters.Remove(waiter);
            var engine = _ports.Host.Fault is { } fault ? $"; {fault.Message}" : "";
            waiter.TimedOut(Describe(ConvergenceOf(_record!)) + engine);
        }
    }

    private static Refusal RefusalOf(Trouble trouble) => new(
        trouble.Kind == FailureKind.InsufficientResources ? RefusalKind.InsufficientResources : RefusalKind.EngineFailed,
        trouble.Message);
}
