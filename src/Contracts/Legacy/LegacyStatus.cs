namespace Orchestry.Contracts.Legacy;

/// <summary>Answer of <c>GET /apps</c>.</summary>
/// <param name="Apps">Every application of the namespace <c>default</c>, by name.</param>
public sealed record LegacyList(IReadOnlyList<LegacyListEntry> Apps);

/// <summary>One application of the list. Times are seconds since 1970.</summary>
public sealed record LegacyListEntry(
    string Name, string Status, int Replicas, int ReadyReplicas, string Mode, string Image, double CreatedAt, double UpdatedAt);

/// <summary>Answer of <c>GET /apps/{name}/status</c>.</summary>
/// <param name="App">The application.</param>
/// <param name="Status"><c>running</c> with a ready replica, <c>degraded</c> with none but containers, else <c>stopped</c>.</param>
/// <param name="Replicas">Containers that run.</param>
/// <param name="ReadyReplicas">Replicas that get traffic.</param>
/// <param name="Instances">Its containers that run.</param>
/// <param name="Mode">Who decides how many there are: <c>auto</c> or <c>manual</c>.</param>
public sealed record LegacyStatus(
    string App, string Status, int Replicas, int ReadyReplicas, IReadOnlyList<LegacyInstance> Instances, string Mode);

/// <summary>One container.</summary>
/// <param name="ContainerId">First 12 digits of the engine's id.</param>
/// <param name="Ip">Its address; null while it has none.</param>
/// <param name="Port">The port that takes the traffic; null without ports.</param>
/// <param name="State"><c>ready</c>, <c>starting</c>, <c>unhealthy</c> or <c>stopping</c>.</param>
/// <param name="Failures">Probes that failed in a row.</param>
public sealed record LegacyInstance(string ContainerId, string? Ip, int? Port, string State, int Failures);
