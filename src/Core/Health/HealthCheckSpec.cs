namespace Orchestry.Core.Health;

/// <summary>How a replica is probed.</summary>
public enum ProbeProtocol
{
    /// <summary>An HTTP request whose status must be expected.</summary>
    Http,

    /// <summary>A connection that must be accepted.</summary>
    Tcp,

    /// <summary>A command inside the container that must exit with 0.</summary>
    Command,
}

/// <summary>What is done about a replica whose check has failed as often as its threshold says.</summary>
public enum HealthCheckFailure
{
    /// <summary>It is replaced.</summary>
    Restart,

    /// <summary>The application is stopped, and stays so until somebody starts it.</summary>
    Stop,

    /// <summary>It is told, and the replica goes on.</summary>
    Alert,
}

/// <summary>The <c>healthCheck</c> part of a specification, or one of its <c>healthChecks</c>, complete.</summary>
public sealed record HealthCheckSpec
{
    /// <summary>How to probe.</summary>
    public ProbeProtocol Protocol { get; init; } = ProbeProtocol.Http;

    /// <summary>Path and query of an HTTP probe; starts with a slash.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Port to probe, 1 to 65535; 0 for a command.</summary>
    public int Port { get; init; }

    /// <summary>Method of an HTTP probe.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Headers of an HTTP probe, in order.</summary>
    public IReadOnlyList<ProbeHeader> Headers { get; init; } = [];

    /// <summary>Body of an HTTP probe; null: none.</summary>
    public string? Body { get; init; }

    /// <summary>Status codes that mean healthy. Redirects are not followed, so a 3xx is an answer like any other.</summary>
    public IReadOnlyList<StatusRange> ExpectedStatus { get; init; } = [new(200, 399)];

    /// <summary>The command of a command probe.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>For this long after the start, failures don't count; a success does.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two probes, at least 1 s.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a probe may take, at least 1 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row that make a replica unhealthy, at least 1.</summary>
    public int FailureThreshold { get; init; } = 3;

    /// <summary>Successes in a row that make a replica healthy, at least 1.</summary>
    public int SuccessThreshold { get; init; } = 1;

    /// <summary>What is done when it fails.</summary>
    public HealthCheckFailure OnFailure { get; init; } = HealthCheckFailure.Restart;

    /// <summary>Whether a replica gets traffic, and a rollout goes on, only once it has passed.</summary>
    public bool IsReadiness { get; init; } = true;

    /// <summary>How long it must have passed without a break before it counts as passed for readiness.</summary>
    public TimeSpan MinHealthy { get; init; }
}

/// <summary>A header of an HTTP probe.</summary>
public sealed record ProbeHeader(string Name, string Value);

/// <summary>Status codes from <paramref name="From"/> to <paramref name="To"/>, both included, 100 to 599.</summary>
public readonly record struct StatusRange(int From, int To)
{
    /// <summary>Whether the code is within.</summary>
    public bool Includes(int status) => status >= From && status <= To;
}
