namespace Orchestry.Host.Settings;

/// <summary>Every setting there is. Help, documentation and the check for unknown ones are made from this list.</summary>
public static class AllSettings
{
    internal static readonly Setting Host = new(
        "ORCHESTRY_HOST", "--host", "orchestry:host", "127.0.0.1", "Address the API listens on; without authentication only loopback");

    internal static readonly Setting Port = new("ORCHESTRY_PORT", "--port", "orchestry:port", "8000", "Port of the API, 0-65535 (0: any free one)");

    internal static readonly Setting LogLevel = new(
        "ORCHESTRY_LOG_LEVEL", "--log-level", "orchestry:log-level", "information", "trace, debug, information, warning, error, critical or none");

    internal static readonly Setting DataDir = new(
        "ORCHESTRY_DATA_DIR", "--data-dir", "orchestry:data-dir", "~/.orchestry", "Folder of the embedded database");

    internal static readonly Setting ClusterName = new(
        "CLUSTER_NAME", "--cluster-name", "cluster:name", "default", "Tells this controller's containers from another's on the same engine");

    internal static readonly Setting DockerHost = new(
        "DOCKER_HOST", "--docker-host", "docker:host", "unix:///var/run/docker.sock", "The container engine: unix://, tcp:// or https://");

    internal static readonly Setting DockerCertPath = new(
        "DOCKER_CERT_PATH", null, "docker:cert-path", "", "Folder with ca.pem, cert.pem and key.pem for a TLS engine");

    internal static readonly Setting DockerTlsVerify = new(
        "DOCKER_TLS_VERIFY", null, "docker:tls-verify", "", "Anything: check the engine's certificate");

    internal static readonly Setting DockerNetwork = new(
        "DOCKER_NETWORK", null, "docker:network", "orchestry", "Bridge network of the applications, created when missing");

    internal static readonly Setting DockerSubnet = new(
        "DOCKER_SUBNET", null, "docker:subnet", "172.20.0.0/16", "Addresses of that network when it is created");

    internal static readonly Setting CpuLimit = new(
        "CONTAINER_CPU_LIMIT", null, "containers:cpu-limit", "", "Processor limit of containers whose specification names none, such as 500m");

    internal static readonly Setting MemoryLimit = new(
        "CONTAINER_MEMORY_LIMIT", null, "containers:memory-limit", "", "Memory limit of containers whose specification names none, such as 256Mi");

    internal static readonly Setting StopGrace = new(
        "CONTAINER_STOP_GRACE", null, "containers:stop-grace", "10", "Seconds between SIGTERM and SIGKILL when a replica is replaced, 0-3600");

    internal static readonly Setting ScaleCheckInterval = new(
        "SCALE_CHECK_INTERVAL", null, "scaling:check-interval", "30", "Seconds between scaling decisions, 1-86400");

    internal static readonly Setting ScaleCooldown = new(
        "SCALE_COOLDOWN", null, "scaling:cooldown", "180", "Seconds of cooldown of a policy that names none, 0-86400");

    internal static readonly Setting ScaleMaxConcurrent = new(
        "SCALE_MAX_CONCURRENT", null, "scaling:max-concurrent", "3", "Applications that may scale at the same time, 1-100");

    internal static readonly Setting HealthCheckInterval = new(
        "HEALTH_CHECK_INTERVAL", null, "health:check-interval", "10", "Seconds between probes of an application without a healthCheck, 1-86400");

    internal static readonly Setting HealthTimeout = new(
        "DEFAULT_HEALTH_TIMEOUT", null, "health:timeout", "5", "Seconds a probe may take for an application without a healthCheck, 1-3600");

    internal static readonly Setting HealthFailureThreshold = new(
        "DEFAULT_FAILURE_THRESHOLD", null, "health:failure-threshold", "3", "Failed probes in a row that make its replicas unhealthy, 1-100");

    internal static readonly Setting RateLimitPerHour = new(
        "RATE_LIMIT_PER_HOUR", null, "rate-limit:per-hour", "1000", "Requests per hour and client address; 0: no limit");

    internal static readonly Setting RateLimitPerMinute = new(
        "RATE_LIMIT_PER_MINUTE", null, "rate-limit:per-minute", "100", "Requests per minute and client address; 0: no limit");

    internal static readonly Setting EventRetentionDays = new(
        "EVENT_RETENTION_DAYS", null, "orchestry:event-retention-days", "30", "Days that events are kept, 1-3650");

    internal static readonly Setting AuthMode = new(
        "AUTH_MODE", null, "orchestry:auth-mode", "open", "open: no authentication, loopback only");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> List { get; } =
    [
        Host, Port, DataDir, LogLevel, ClusterName, DockerHost, DockerCertPath, DockerTlsVerify, DockerNetwork, DockerSubnet, CpuLimit, MemoryLimit,
        StopGrace, ScaleCheckInterval, ScaleCooldown, ScaleMaxConcurrent, HealthCheckInterval, HealthTimeout, HealthFailureThreshold,
        RateLimitPerHour, RateLimitPerMinute, EventRetentionDays, AuthMode,
    ];

    /// <summary>Names that mean a capability this version does not have. Set, they would be ignored, so they are refused instead.</summary>
    internal static IReadOnlyDictionary<string, string> NotYet { get; } = new Dictionary<string, string>
    {
        ["CLUSTER_MODE"] = "this version runs one controller; unset it",
        ["POSTGRES_HOST"] = "this version keeps its data in SQLite; unset it",
        ["ORCHESTRY_DATABASE"] = "this version keeps its data in SQLite; unset it",
    };
}
