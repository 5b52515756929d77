namespace Orchestry.Benchmarks.Streams;

/// <summary>What a swarm of subscribers was sent over a stretch of time.</summary>
internal sealed class SwarmFigures
{
    /// <summary>When it began.</summary>
    public long BegunAt { get; } = TimeProvider.System.GetTimestamp();

    /// <summary>How long it was.</summary>
    public TimeSpan Length { get; set; }

    /// <summary>Lines, each counted for every subscriber it came to.</summary>
    public long Deliveries { get; set; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Reads that brought something.</summary>
    public long Reads { get; set; }

    /// <summary>Messages that announce lost lines.</summary>
    public long Gaps { get; set; }

    /// <summary>Lines that came twice, in another order, or after unannounced loss.</summary>
    public long Faults { get; set; }

    /// <summary>Connections that the server closed.</summary>
    public long Closed { get; set; }

    /// <summary>From when a line was due to when it was read.</summary>
    public Latencies Latencies { get; } = new();

    public double PerSecond => Deliveries / Length.TotalSeconds;

    public double PerRead => (double)Deliveries / Reads;
}
