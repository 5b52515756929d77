using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Cluster;

/// <summary>What the cluster's room tells the log. Event ids 2500-2599.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(2500, LogLevel.Information, "Node {Node} leads cluster {Cluster} in term {Term}, with {Apps} applications at revision {Revision}")]
    public static partial void TookOffice(this ILogger log, string node, string cluster, long term, int apps, long revision);

    [LoggerMessage(2501, LogLevel.Information, "Node {Node} leads no more (term {Term}): {Reason}. The containers run on")]
    public static partial void LeftOffice(this ILogger log, string node, long term, string reason);

    [LoggerMessage(2502, LogLevel.Error, "Taking office in term {Term} failed; somebody else, or this node, tries again")]
    public static partial void OfficeFailed(this ILogger log, Exception error, long term);

    [LoggerMessage(2503, LogLevel.Information, "Node {Leader} leads in term {Term}")]
    public static partial void LeaderSeen(this ILogger log, string leader, long term);

    [LoggerMessage(2504, LogLevel.Warning, "No leader is known")]
    public static partial void NoLeader(this ILogger log);

    [LoggerMessage(2505, LogLevel.Warning, "The database does not answer; reads go on from memory: {Error}")]
    public static partial void DatabaseAway(this ILogger log, string error);

    [LoggerMessage(2506, LogLevel.Information, "The database answers again")]
    public static partial void DatabaseBack(this ILogger log);

    [LoggerMessage(2507, LogLevel.Warning, "The journal can't be followed and is tried again in a moment: {Error}")]
    public static partial void FollowFailed(this ILogger log, string error);

    [LoggerMessage(2508, LogLevel.Information, "Following the journal from revision {Revision}")]
    public static partial void Following(this ILogger log, long revision);

    [LoggerMessage(2509, LogLevel.Warning, "Serving begins without a known leader: {Reason}")]
    public static partial void ServedWithoutLeader(this ILogger log, string reason);

    [LoggerMessage(2510, LogLevel.Information, "The others are not told that this node leaves and will notice by themselves: {Error}")]
    public static partial void FarewellFailed(this ILogger log, string error);

    [LoggerMessage(2511, LogLevel.Information, "What a leader does could not be rehearsed; if this node comes to lead, its first answers are slower: {Error}")]
    public static partial void RehearsalFailed(this ILogger log, string error);

    [LoggerMessage(2512, LogLevel.Warning, "{Duty}, which this node sees to in office, failed and is tried again in a moment: {Error}")]
    public static partial void DutyFailed(this ILogger log, string duty, string error);

    [LoggerMessage(2513, LogLevel.Error, "Following the journal met a defect; it begins anew with what is stored")]
    public static partial void FollowDefective(this ILogger log, Exception error);
}
