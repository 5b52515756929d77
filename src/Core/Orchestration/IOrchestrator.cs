using Orchestry.Core.Apps;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Orchestration;

/// <summary>
/// What clients may ask of the controller. Every wish is durable before its call answers; a call that is refused has changed nothing.
/// Cancelling a call gives up waiting for its answer, never the wish.
/// </summary>
public interface IOrchestrator
{
    /// <summary>
    /// Registers an application, or gives a registered one a changed specification (its replicas are then replaced one by one). The same
    /// specification again is <see cref="RefusalKind.AppAlreadyExists"/>.
    /// </summary>
    /// <param name="spec">The parsed specification.</param>
    /// <param name="document">The document it was parsed from, as JSON; kept word for word.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<Outcome<AppRegistered>> RegisterAsync(AppSpec spec, string document, CancellationToken cancellationToken);

    /// <summary>
    /// Has an application run by a specification, with a number of replicas: one durable wish that creates, changes, scales and starts, whatever it takes.
    /// The same wish again changes nothing. Answers when the wish is durable.
    /// </summary>
    /// <param name="spec">The parsed specification.</param>
    /// <param name="document">The document it was parsed from, as JSON; kept word for word.</param>
    /// <param name="request">The rest of the wish.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<Outcome<AppDeployed>> DeployAsync(AppSpec spec, string document, DeployRequest request, CancellationToken cancellationToken);

    /// <summary>Starts an application, with the number of replicas it last had unless the request says otherwise.</summary>
    Task<Outcome<AppStarted>> StartAsync(AppName app, StartRequest request, CancellationToken cancellationToken);

    /// <summary>Stops an application and answers when its containers are gone. Stopping a stopped one succeeds.</summary>
    Task<Outcome<AppStopped>> StopAsync(AppName app, StopRequest request, CancellationToken cancellationToken);

    /// <summary>Changes the number of replicas of a running application.</summary>
    Task<Outcome<AppScaled>> ScaleAsync(AppName app, ScaleRequest request, CancellationToken cancellationToken);

    /// <summary>Removes an application with its containers and, unless told otherwise, its volumes.</summary>
    Task<Outcome<AppRemoved>> RemoveAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken);

    /// <summary>Begins what <see cref="RemoveAsync"/> does, and answers when the wish is durable.</summary>
    Task<Outcome<RemovalBegun>> BeginRemovalAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Changes an application's scaling policy; what the change does not name stays. It holds until it is changed again, or a specification with another
    /// <c>scaling</c> is registered.
    /// </summary>
    Task<Outcome<PolicyChanged>> SetPolicyAsync(AppName app, ScalingPolicyPatch patch, CancellationToken cancellationToken);

    /// <summary>Probes every running replica now and answers with what was found.</summary>
    Task<Outcome<HealthChecked>> CheckHealthAsync(AppName app, CancellationToken cancellationToken);

    /// <summary>Reads the logs of an application's containers, merged by time, newest first.</summary>
    Task<Outcome<LogPage>> ReadLogsAsync(AppName app, LogsRequest request, CancellationToken cancellationToken);
}

/// <summary>How to deploy.</summary>
/// <param name="Replicas">How many; passed over where a scaling policy set through the API has the controller choose.</param>
/// <param name="CreateOnly">Refuse where there is one already.</param>
/// <param name="Force">Give a running one's failed replicas a new chance, and run a job again that has run.</param>
public sealed record DeployRequest(int Replicas, bool CreateOnly = false, bool Force = false);

/// <summary>How to start.</summary>
/// <param name="Replicas">How many; null: as many as it last had, at least the policy's minimum.</param>
/// <param name="Wait">Whether to answer only when every replica is healthy.</param>
/// <param name="Timeout">How long to wait at most.</param>
public sealed record StartRequest(int? Replicas, bool Wait, TimeSpan Timeout);

/// <summary>How to stop.</summary>
/// <param name="Force">Kill at once instead of asking.</param>
/// <param name="Grace">Time between SIGTERM and SIGKILL.</param>
public sealed record StopRequest(bool Force, TimeSpan Grace);

/// <summary>How to scale.</summary>
/// <param name="Replicas">How many.</param>
/// <param name="Wait">Whether to answer only when every replica is healthy and every surplus one is gone.</param>
/// <param name="Timeout">How long to wait at most.</param>
public sealed record ScaleRequest(int Replicas, bool Wait, TimeSpan Timeout);

/// <summary>How to remove.</summary>
/// <param name="Force">Kill at once instead of asking.</param>
/// <param name="KeepData">Keep its named volumes.</param>
public sealed record RemoveRequest(bool Force, bool KeepData);

/// <summary>A registered application.</summary>
/// <param name="App">What it is called in the cluster.</param>
/// <param name="IsNew">False when a registered one was changed.</param>
/// <param name="Revision">Journal revision of the write.</param>
public sealed record AppRegistered(AppName App, bool IsNew, long Revision);

/// <summary>A deployed application.</summary>
/// <param name="App">What it is called in the cluster.</param>
/// <param name="IsNew">Whether it was created.</param>
/// <param name="IsChanged">Whether anything was changed.</param>
/// <param name="Revision">Journal revision of the write; of an unchanged one, of its last write.</param>
public sealed record AppDeployed(AppName App, bool IsNew, bool IsChanged, long Revision);

/// <summary>A removal that has begun.</summary>
public sealed record RemovalBegun(long Revision);

/// <summary>A started application.</summary>
public sealed record AppStarted(int Replicas, long Revision);

/// <summary>A stopped application.</summary>
public sealed record AppStopped(long Revision);

/// <summary>A scaled application. <paramref name="Took"/> runs from the request to its answer.</summary>
public sealed record AppScaled(int Previous, int Current, TimeSpan Took, long Revision);

/// <summary>A removed application.</summary>
public sealed record AppRemoved(int ContainersRemoved, int VolumesRemoved, long Revision);

/// <summary>A probe of every running replica.</summary>
public sealed record HealthChecked(int Checked, int Healthy, int Unhealthy);

/// <summary>Which log lines to read.</summary>
/// <param name="Container">Only this replica (its name such as <c>my-app-1</c>, or a container id); null: all.</param>
/// <param name="Tail">How many lines from the end, 1 to 10000.</param>
/// <param name="Since">Only lines at or after this time.</param>
public sealed record LogsRequest(string? Container, int Tail, DateTimeOffset? Since);

/// <summary>Log lines, newest first.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="TotalLines">Lines that match without the tail, counting at most 10,000 of each container.</param>
public sealed record LogPage(IReadOnlyList<LogLine> Lines, int TotalLines);

/// <summary>One line of an application's log.</summary>
/// <param name="Timestamp">When the engine received it.</param>
/// <param name="Container">The replica's name.</param>
/// <param name="Level">Recognised level in capitals, such as <c>INFO</c>; null when the line shows none.</param>
/// <param name="Message">The line.</param>
public sealed record LogLine(DateTimeOffset Timestamp, string Container, string? Level, string Message);

/// <summary>A scaling policy that is in force now.</summary>
/// <param name="Previous">The one that was in force before.</param>
/// <param name="Current">The one that is; the same when nothing was changed.</param>
/// <param name="Revision">Journal revision of the write.</param>
public sealed record PolicyChanged(ScalingPolicy Previous, ScalingPolicy Current, long Revision);
