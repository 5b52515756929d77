namespace Orchestry.Actors.Kernel.Streams;

/// <summary>A stream that runs when it is asked to, once for every time it is asked, and not before.</summary>
public sealed class Source<T>
{
    private readonly Func<CancellationToken, IAsyncEnumerable<T>> _open;

    internal Source(Func<CancellationToken, IAsyncEnumerable<T>> open) => _open = open;

    /// <summary>Runs it, giving each element to a function. Completes at the stream's end, fails as the stream does.</summary>
    public async Task RunForeachAsync(Action<T> each, CancellationToken cancellationToken)
    {
        await foreach (var element in _open(cancellationToken).ConfigureAwait(false))
            each(element);
    }

    /// <summary>Runs it as one of the base library's streams.</summary>
    public IAsyncEnumerable<T> RunAsAsyncEnumerable(CancellationToken cancellationToken) => _open(cancellationToken);
}

/// <summary>Makes sources.</summary>
public static class Source
{
    public static Source<T> From<T>(Func<CancellationToken, IAsyncEnumerable<T>> open) => new(open);
}
