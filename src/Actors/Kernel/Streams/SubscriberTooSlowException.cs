namespace Orchestry.Actors.Kernel.Streams;

/// <summary>A subscriber fell a whole buffer behind, where the strategy is <see cref="OverflowStrategy.Fail"/>.</summary>
public sealed class SubscriberTooSlowException(long missed) : Exception($"The subscriber was too slow: {missed} elements are gone.")
{
    /// <summary>How many it did not get.</summary>
    public long Missed { get; } = missed;
}
