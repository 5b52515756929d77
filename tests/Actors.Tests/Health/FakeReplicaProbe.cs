using System.Collections.Concurrent;
using Orchestry.Actors.Health;
using Orchestry.Core.Health;

namespace Orchestry.Actors.Tests.Health;

/// <summary>
/// Finds every replica healthy at once, unless a test says otherwise of one by its name (<c>web-1</c>), one of its checks (<c>web-1/ready</c>: name and
/// path), or its container's id.
/// </summary>
internal sealed class FakeReplicaProbe : IReplicaProbe
{
    private readonly ConcurrentDictionary<string, string> _failing = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ProbeOutcome>> _hanging = new();
    private bool _throws;
    private readonly ConcurrentDictionary<string, bool> _passing = new();
    private readonly ConcurrentQueue<(ProbeTarget Target, HealthCheckSpec Check)> _asked = new();

    /// <summary>Every probe so far, oldest first.</summary>
    public IReadOnlyCollection<(ProbeTarget Target, HealthCheckSpec Check)> Asked => _asked;

    /// <summary>Why a replica fails, whatever else is said of it; a null passes on.</summary>
    public Func<ProbeTarget, string?> Fails { get; set; } = _ => null;

    public void Fail(string replicaOrContainer, string error = "Connection refused") => _failing[replicaOrContainer] = error;

    /// <summary>The next probe fails on a bug.</summary>
    public void ThrowOnce() => _throws = true;

    /// <summary>This container passes, whatever is said of its replica.</summary>
    public void Pass(string container) => _passing[container] = true;

    public void Recover(string replicaOrContainer)
    {
        _failing.TryRemove(replicaOrContainer, out _);
        if (_hanging.TryRemove(replicaOrContainer, out var hanging))
        {
            hanging.TrySetResult(ProbeOutcome.Pass(TimeSpan.FromMilliseconds(1)));
        }
    }

    /// <summary>Probes of it give no answer until it recovers.</summary>
    public void Hang(string replicaOrContainer) =>
        _hanging[replicaOrContainer] = new TaskCompletionSource<ProbeOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);

    public int CountOf(string replica) => _asked.Count(a => a.Target.Name == replica);

    public Task<ProbeOutcome> CheckAsync(ProbeTarget target, HealthCheckSpec check, CancellationToken cancellationToken)
    {
        _asked.Enqueue((target, check));
        if (_throws)
        {
            _throws = false;
            throw new InvalidOperationException("The test said so.");
        }

        if (Of(_hanging, target) is { } hanging)
        {
            return hanging.Task.WaitAsync(cancellationToken);
        }

        if (Fails(target) is { } why)
        {
            return Task.FromResult(ProbeOutcome.Fail(TimeSpan.FromMilliseconds(2), why));
        }

        return Task.FromResult(!_passing.ContainsKey(target.Container.Value) && (Of(_failing, target) ?? _failing.GetValueOrDefault(target.Name + check.Path)) is { } error
            ? ProbeOutcome.Fail(TimeSpan.FromMilliseconds(2), error)
            : ProbeOutcome.Pass(TimeSpan.FromMilliseconds(1)));
    }

    private static T? Of<T>(ConcurrentDictionary<string, T> told, ProbeTarget target)
        where T : class => told.GetValueOrDefault(target.Name) ?? told.GetValueOrDefault(target.Container.Value);
}
