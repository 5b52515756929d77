namespace Orchestry.ClusterRig.Chaos;

/// <summary>What is done to a running cluster.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL to the leader, which is started again.</summary>
    KillLeader,

    /// <summary>SIGKILL to a node that follows, which is started again.</summary>
    KillFollower,

    /// <summary>SIGTERM to the leader, which is started again.</summary>
    TerminateLeader,

    /// <summary>SIGSTOP to the leader, and SIGCONT.</summary>
    FreezeLeader,

    /// <summary>SIGSTOP to a node that follows, and SIGCONT.</summary>
    FreezeFollower,

    /// <summary>The leader's wire to the database swallows everything for a while.</summary>
    CutLeader,

    /// <summary>A follower's wire to the database swallows everything for a while.</summary>
    CutFollower,

    /// <summary>Every connection of the leader to the database is reset.</summary>
    TearLeader,

    /// <summary>Every connection of a follower to the database is reset.</summary>
    TearFollower,

    /// <summary>PostgreSQL ends all sessions, stops, and starts again.</summary>
    RestartDatabase,

    /// <summary>PostgreSQL crashes and recovers.</summary>
    CrashDatabase,

    /// <summary>A container of an application is killed.</summary>
    KillContainer,
}
