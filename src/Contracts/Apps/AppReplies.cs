namespace Orchestry.Contracts.Apps;

/// <summary>Answer to a registration; 201 for a new application, 200 for a changed specification.</summary>
public sealed record AppRegisteredReply(string Message, string AppName, string Status);

/// <summary>Answer to a start.</summary>
public sealed record AppStartedReply(string Message, string AppName, int Replicas, string Status);

/// <summary>Answer to a stop.</summary>
public sealed record AppStoppedReply(string Message, string AppName, string Status);

/// <summary>Answer to a scaling. <paramref name="ScalingTime"/> is in seconds, from the request to its answer.</summary>
public sealed record AppScaledReply(string Message, string AppName, int PreviousReplicas, int CurrentReplicas, double ScalingTime);

/// <summary>Answer to a removal.</summary>
public sealed record AppRemovedReply(string Message, string AppName, int ContainersRemoved, int VolumesRemoved);
