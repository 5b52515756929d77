using Microsoft.Extensions.Logging;

namespace Orchestry.Docker;

/// <summary>What the engine client says: transitions, not calls.</summary>
internal static partial class DockerLog
{
    [LoggerMessage(3000, LogLevel.Information, "Docker {Version} answers at {Host}; speaking API {ApiVersion}")]
    public static partial void EngineConnected(this ILogger log, string host, string? version, string apiVersion);

    [LoggerMessage(3001, LogLevel.Warning, "Lost the Docker engine at {Host}: {Fault}")]
    public static partial void EngineLost(this ILogger log, string host, string fault);

    [LoggerMessage(3002, LogLevel.Information, "The Docker engine no longer accepts API {ApiVersion}; negotiating again")]
    public static partial void VersionRefused(this ILogger log, string apiVersion);

    [LoggerMessage(3003, LogLevel.Information, "Watching container events of the engine at {Host}")]
    public static partial void EventsConnected(this ILogger log, string host);

    [LoggerMessage(3004, LogLevel.Warning, "No container events from the engine at {Host}, trying again: {Fault}")]
    public static partial void EventsLost(this ILogger log, string host, string fault);

    [LoggerMessage(3050, LogLevel.Information, "Reading what containers use from the kernel's control groups, {Version}, at {Root}")]
    public static partial void UsageFromControlGroups(this ILogger log, string version, string root);

    [LoggerMessage(3051, LogLevel.Information, "Reading what containers use by the engine's statistics calls, all or some of them: {Why}")]
    public static partial void UsageFromStatistics(this ILogger log, string why);

    [LoggerMessage(3052, LogLevel.Warning, "No figures of the engine's host: {Why}")]
    public static partial void NoHostFigures(this ILogger log, string why);
}
