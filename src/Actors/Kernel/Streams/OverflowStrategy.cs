namespace Orchestry.Actors.Kernel.Streams;

/// <summary>What becomes of a subscriber that is more than a whole buffer behind. The stream and the other subscribers never wait for it.</summary>
public enum OverflowStrategy
{
    /// <summary>It loses the oldest elements and is told how many.</summary>
    DropHead,

    /// <summary>Its subscription ends.</summary>
    Fail,
}
