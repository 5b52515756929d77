namespace Orchestry.Http.Streams;

/// <summary>Counts the subscribers of this node, so that there are never more than it may have.</summary>
internal sealed class SubscriberCount(HttpOptions options)
{
    private int _count;

    /// <summary>False when there are as many as there may be.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= options.MaxSubscribers)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>One has gone.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
