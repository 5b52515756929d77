using Orchestry.Actors.Ingress;

namespace Orchestry.Actors.Tests.Ingress;

/// <summary>An ingress that goes by every revision at once, unless a test holds it.</summary>
internal sealed class FakeRoutes : IRouteWatch
{
    private volatile TaskCompletionSource? _held;

    /// <summary>The revisions that were waited for.</summary>
    public IList<long> Asked { get; } = [];

    public Task ReachAsync(long revision, TimeSpan atMost, CancellationToken cancellationToken)
    {
        Asked.Add(revision);
        return _held?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _held!.TrySetResult();
}
