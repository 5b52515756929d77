namespace Orchestry.Docker;

/// <summary>Where the counters of the kernel are, and how much the engine may be bothered when they can't be read.</summary>
public sealed record UsageOptions
{
    /// <summary>Where the kernel's control groups are mounted. Default <c>/sys/fs/cgroup</c>.</summary>
    public string CgroupRoot { get; init; } = "/sys/fs/cgroup";

    /// <summary>Where the host's processes and figures are. Default <c>/proc</c>.</summary>
    public string ProcRoot { get; init; } = "/proc";

    /// <summary>After how long a reading ends with what there is by then. Default 4 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// The engine is asked for statistics of one container no more often than this; in between its last reading, with the time it was made,
    /// is answered again. Default 5 s.
    /// </summary>
    public TimeSpan StatisticsInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many statistics calls may wait at once. Default 64: the engine collects once a second, for everybody who waits then, so fewer
    /// calls at once are not less work for it, but the same work in more seconds.
    /// </summary>
    public int ConcurrentStatistics { get; init; } = 64;
}
