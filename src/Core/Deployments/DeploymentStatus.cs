using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Deployments;

/// <summary>A deployment's state in one word, as the Ring API shows it.</summary>
public enum DeploymentStatus
{
    /// <summary>It is wanted and worked on: no replica is ready yet, or not one is at the moment. Or it was registered and never started.</summary>
    Creating,

    /// <summary>It serves: a replica is ready. Or it is asleep, or wanted with no replica at all.</summary>
    Running,

    /// <summary>A job that ended with exit code 0; anything else that was stopped by request.</summary>
    Completed,

    /// <summary>A job that ended otherwise; anything else that a health check stopped.</summary>
    Failed,

    /// <summary>It is being removed.</summary>
    Deleted,

    /// <summary>A container ends, or fails its checks, again and again.</summary>
    CrashLoopBackOff,

    /// <summary>The image can't be had.</summary>
    ImagePullBackOff,

    /// <summary>The engine would not create or start a container.</summary>
    CreateContainerError,

    /// <summary>A config or a secret that it needs does not exist.</summary>
    ConfigError,

    /// <summary>The host lacks what it needs.</summary>
    InsufficientResources,

    /// <summary>It can't be had for any other reason.</summary>
    Error,
}

/// <summary>Judges what a deployment's state is in one word.</summary>
public static class DeploymentJudge
{
    /// <summary>
    /// The state of an application, by the first of these that holds: it is being removed; it was stopped, or never started; it is a job that has run; it can't
    /// come true without a person, as <see cref="AppSnapshot.Trouble"/> says (also while older replicas serve: who waits for a new version must learn that
    /// it does not come); it serves; it is worked on.
    /// </summary>
    public static DeploymentStatus Of(AppSnapshot app) => app switch
    {
        { Intent: AppIntent.Removing } => DeploymentStatus.Deleted,
        { StopCause: not null } => DeploymentStatus.Failed,
        { Intent: AppIntent.Stopped } => Stopped(app),
        { JobOutcome: { } outcome } => outcome.IsCompleted ? DeploymentStatus.Completed : DeploymentStatus.Failed,
        { Trouble: { } trouble } => Of(trouble),
        { Status: AppStatus.Error } => DeploymentStatus.Error,
        { HealthyReplicas: > 0 } or { DesiredReplicas: 0 } => DeploymentStatus.Running,
        _ => DeploymentStatus.Creating,
    };

    private static DeploymentStatus Stopped(AppSnapshot app) => app.NextAttempt <= 1 ? DeploymentStatus.Creating : DeploymentStatus.Completed;

    private static DeploymentStatus Of(FailureKind kind) => kind switch
    {
        FailureKind.Crashed or FailureKind.Unhealthy or FailureKind.Vanished => DeploymentStatus.CrashLoopBackOff,
        FailureKind.ImageUnavailable => DeploymentStatus.ImagePullBackOff,
        FailureKind.CannotStart => DeploymentStatus.CreateContainerError,
        FailureKind.ConfigMissing => DeploymentStatus.ConfigError,
        FailureKind.InsufficientResources => DeploymentStatus.InsufficientResources,
        _ => DeploymentStatus.Error,
    };
}
