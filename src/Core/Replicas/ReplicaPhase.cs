namespace Orchestry.Core.Replicas;

/// <summary>Where one attempt of a replica stands. Only <see cref="Ready"/> and <see cref="Unready"/> alternate; else it goes forward.</summary>
public enum ReplicaPhase
{
    /// <summary>Waits for its back-off or for a place among the engine's concurrent creations.</summary>
    Waiting,

    /// <summary>Its image is being pulled.</summary>
    Pulling,

    /// <summary>Its container is being created and started.</summary>
    Creating,

    /// <summary>Its container runs and has not been ready yet.</summary>
    Starting,

    /// <summary>It may get traffic.</summary>
    Ready,

    /// <summary>It was ready and fails its probes.</summary>
    Unready,

    /// <summary>It gets no new traffic and is being stopped.</summary>
    Draining,

    /// <summary>Its container has ended, or could not be had.</summary>
    Exited,

    /// <summary>Nothing of it is left on the engine.</summary>
    Gone,
}
