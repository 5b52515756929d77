namespace Orchestry.Core.Scaling;

/// <summary>What a decision was about, in one word, as the API shows it.</summary>
public static class ScalingTriggers
{
    /// <summary>Requests per second per replica are high.</summary>
    public const string RpsHigh = "rps_high";

    /// <summary>Processor use is high.</summary>
    public const string CpuHigh = "cpu_high";

    /// <summary>Memory use is high.</summary>
    public const string MemoryHigh = "memory_high";

    /// <summary>Latency is high.</summary>
    public const string LatencyHigh = "latency_high";

    /// <summary>Connections per replica are many.</summary>
    public const string ConnectionsHigh = "connections_high";

    /// <summary>All metrics are low.</summary>
    public const string LoadLow = "load_low";

    /// <summary>Neither high nor all low.</summary>
    public const string LoadSteady = "load_steady";

    /// <summary>No request and no connection for long enough to need no replica.</summary>
    public const string Idle = "idle";

    /// <summary>There is no replica, and no request waits for one.</summary>
    public const string Asleep = "asleep";

    /// <summary>There is no replica, and a request waits for one.</summary>
    public const string RequestWaiting = "request_waiting";

    /// <summary>There were fewer replicas than the policy allows.</summary>
    public const string BelowMin = "below_min";

    /// <summary>There were more replicas than the policy allows.</summary>
    public const string AboveMax = "above_max";

    /// <summary>The load is not known.</summary>
    public const string LoadUnknown = "load_unknown";

    /// <summary>Nothing was judged: the application is stopped, or people decide.</summary>
    public const string NotJudged = "not_judged";
}
