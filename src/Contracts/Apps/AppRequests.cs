namespace Orchestry.Contracts.Apps;

/// <summary>Body of <c>POST /api/v1/apps/{app_name}/start</c>; every field may be left out, and the body too.</summary>
/// <param name="Replicas">How many, 0 to 100; left out: as many as it last had.</param>
/// <param name="Wait">Answer only when every replica is healthy. Default true.</param>
/// <param name="Timeout">Seconds to wait at most, 1 to 3600. Default 300.</param>
public sealed record StartAppRequest(int? Replicas = null, bool? Wait = null, int? Timeout = null);

/// <summary>Body of <c>POST /api/v1/apps/{app_name}/stop</c>; every field may be left out, and the body too.</summary>
/// <param name="Force">Kill at once instead of asking. Default false.</param>
/// <param name="Timeout">Seconds between the polite request to end and the kill, 1 to 3600. Default 30.</param>
public sealed record StopAppRequest(bool? Force = null, int? Timeout = null);

/// <summary>Body of <c>POST /api/v1/apps/{app_name}/scale</c>.</summary>
/// <param name="Replicas">How many, 0 to 100.</param>
/// <param name="Wait">Answer only when every replica is healthy and every surplus one is gone. Default true.</param>
/// <param name="Timeout">Seconds to wait at most, 1 to 3600. Default 300.</param>
public sealed record ScaleAppRequest(int Replicas, bool? Wait = null, int? Timeout = null);
