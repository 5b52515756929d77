namespace Orchestry.Host.Settings;

/// <summary>Every setting there is. Help, documentation and the check for unknown ones are made from this list.</summary>
public static class AllSettings
{
    internal static readonly Setting Host = new(
        "ORCHESTRY_HOST", "--host", "orchestry:host", "127.0.0.1", "Address the API listens on; without AUTH_MODE required only loopback");

    internal static readonly Setting Port = new("ORCHESTRY_PORT", "--port", "orchestry:port", "8000", "Port of the API, 0-65535 (0: any free one)");

    internal static readonly Setting LogLevel = new(
        "ORCHESTRY_LOG_LEVEL", "--log-level", "orchestry:log-level", "information", "trace, debug, information, warning, error, critical or none");

    internal static readonly Setting DataDir = new(
        "ORCHESTRY_DATA_DIR", "--data-dir", "orchestry:data-dir", "~/.orchestry", "Folder of the embedded database");

    internal static readonly Setting ClusterName = new(
        "CLUSTER_NAME", "--cluster-name", "cluster:name", "default", "Tells this controller's containers from another's on the same engine");

    internal static readonly Setting NodeId = new(
        "CLUSTER_NODE_ID", "--node-id", "cluster:node-id", "", "Name of this controller, unique in the cluster; without it HOSTNAME-PORT");

    internal static readonly Setting Hostname = new(
        "CLUSTER_HOSTNAME", null, "cluster:hostname", "", "Machine shown to people; without it the machine's own name");

    internal static readonly Setting ApiUrl = new(
        "CLUSTER_API_URL", "--api-url", "cluster:api-url", "", "Where clients reach this controller's API; without it http://HOST:PORT");

    internal static readonly Setting LeaseSeconds = new(
        "CLUSTER_LEASE_SECONDS", null, "cluster:lease-seconds", "5", "Seconds after which a leader that is cut off is deposed, 2-60");

    internal static readonly Setting ClusterMode = new(
        "CLUSTER_MODE", null, "cluster:mode", "", "true or false: checked against what the database allows, nothing else");

    internal static readonly Setting Database = new(
        "ORCHESTRY_DATABASE", null, "database:connection", "",
        "Npgsql connection string of the cluster's PostgreSQL, several hosts allowed; without it POSTGRES_HOST", IsSecret: true);

    internal static readonly Setting PostgresHost = new(
        "POSTGRES_HOST", null, "database:host", "", "PostgreSQL: host or host:port, several with commas; without it the embedded database");

    internal static readonly Setting PostgresPort = new(
        "POSTGRES_PORT", null, "database:port", "5432", "Port of the hosts in POSTGRES_HOST that name none, 1-65535");

    internal static readonly Setting PostgresDb = new("POSTGRES_DB", null, "database:name", "orchestry", "Database at POSTGRES_HOST");

    internal static readonly Setting PostgresUser = new("POSTGRES_USER", null, "database:user", "orchestry", "Role at POSTGRES_HOST");

    internal static readonly Setting PostgresPassword = new(
        "POSTGRES_PASSWORD", null, "database:password", "", "Password of that role", IsSecret: true);

    internal static readonly Setting PostgresPasswordFile = new(
        "POSTGRES_PASSWORD_FILE", null, "database:password-file", "", "File whose first line is the password");

    internal static readonly Setting PostgresSslMode = new(
        "POSTGRES_SSL_MODE", null, "database:ssl-mode", "prefer", "TLS to POSTGRES_HOST: disable, allow, prefer, require, verify-ca or verify-full");

    internal static readonly Setting PostgresPoolSize = new(
        "POSTGRES_POOL_SIZE", null, "database:pool-size", "8", "Connections for reads at most, 2-1000");

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

    internal static readonly Setting DockerNamespacePool = new(
        "DOCKER_NAMESPACE_POOL", null, "docker:namespace-pool", "",
        "Addresses that the networks of the other namespaces are cut from, a /24 each; without it the engine chooses");

    internal static readonly Setting CpuLimit = new(
        "CONTAINER_CPU_LIMIT", null, "containers:cpu-limit", "", "Processor limit of containers whose specification names none, such as 500m");

    internal static readonly Setting MemoryLimit = new(
        "CONTAINER_MEMORY_LIMIT", null, "containers:memory-limit", "", "Memory limit of containers whose specification names none, such as 256Mi");

    internal static readonly Setting StopGrace = new(
        "CONTAINER_STOP_GRACE", null, "containers:stop-grace", "10", "Seconds between SIGTERM and SIGKILL when a replica is replaced, 0-3600");

    internal static readonly Setting IngressMode = new(
        "INGRESS_MODE", "--ingress", "ingress:mode", "embedded", "What brings requests to the replicas: embedded, nginx or none");

    internal static readonly Setting IngressHost = new(
        "INGRESS_HOST", "--ingress-host", "ingress:host", "127.0.0.1", "Address the ingress listens on; 0.0.0.0 for all");

    internal static readonly Setting IngressPort = new(
        "INGRESS_PORT", "--ingress-port", "ingress:port", "8080", "Port of the ingress, 0-65535 (0: any free one; embedded only)");

    internal static readonly Setting IngressDomain = new(
        "INGRESS_DOMAIN", "--ingress-domain", "ingress:domain", "localhost", "Every application is served as APP.DOMAIN, and as /APP/ on any other host");

    internal static readonly Setting IngressTlsPort = new(
        "INGRESS_TLS_PORT", null, "ingress:tls-port", "0", "Port of the embedded ingress for TLS, 0-65535 (0: none)");

    internal static readonly Setting IngressCertificates = new(
        "INGRESS_CERTIFICATES", null, "ingress:certificates", "", "Folder with NAME.crt and NAME.key for TLS; read again when they change");

    internal static readonly Setting NginxConfigPath = new(
        "NGINX_CONFIG_PATH", null, "nginx:config-path", "/etc/nginx/orchestry.d", "Folder that nginx.conf includes; one file per application is written there");

    internal static readonly Setting NginxTestCommand = new(
        "NGINX_TEST_COMMAND", null, "nginx:test-command", "nginx -t", "Tests a configuration before it is taken");

    internal static readonly Setting NginxReloadCommand = new(
        "NGINX_RELOAD_COMMAND", null, "nginx:reload-command", "nginx -s reload", "Makes nginx take a configuration");

    internal static readonly Setting NginxReopenCommand = new(
        "NGINX_REOPEN_COMMAND", null, "nginx:reopen-command", "nginx -s reopen", "Makes nginx open its logs anew");

    internal static readonly Setting NginxLogPath = new(
        "NGINX_LOG_PATH", null, "nginx:log-path", "/var/log/orchestry", "Folder of the access log that requests are counted from");

    internal static readonly Setting NginxUpstreamMethod = new(
        "NGINX_UPSTREAM_METHOD", null, "nginx:upstream-method", "least_conn", "How nginx balances: least_conn, round_robin, ip_hash or random");

    internal static readonly Setting MetricsInterval = new(
        "METRICS_INTERVAL", null, "metrics:interval", "10", "Seconds between two samples of every application, 1-3600");

    internal static readonly Setting MetricsRetentionHours = new(
        "METRICS_RETENTION_HOURS", null, "metrics:retention-hours", "168", "Hours that samples are kept, 1-87600; after a day by five minutes");

    internal static readonly Setting OtlpEndpoint = new(
        "OTEL_EXPORTER_OTLP_ENDPOINT", null, "metrics:otlp-endpoint", "", "OpenTelemetry collector that metrics are sent to, such as http://127.0.0.1:4318");

    internal static readonly Setting OtlpProtocol = new(
        "OTEL_EXPORTER_OTLP_PROTOCOL", null, "metrics:otlp-protocol", "http/protobuf", "What the collector speaks: http/protobuf or grpc");

    internal static readonly Setting OtlpHeaders = new(
        "OTEL_EXPORTER_OTLP_HEADERS", null, "metrics:otlp-headers", "", "Headers it wants, NAME=VALUE, several with commas", IsSecret: true);

    internal static readonly Setting OtlpInterval = new(
        "OTEL_METRIC_EXPORT_INTERVAL", null, "metrics:otlp-interval", "60000", "Milliseconds between two times that metrics are sent, 1000-3600000");

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

    internal static readonly Setting LegacyApi = new(
        "LEGACY_API", null, "orchestry:legacy-api", "true", "true or false: serve the paths that clients of Orchestry 1.0 ask for, such as /apps");

    internal static readonly Setting StreamMaxSubscribers = new(
        "STREAM_MAX_SUBSCRIBERS", null, "streams:max-subscribers", "10000", "Subscribers of streams that a node serves at a time, 1-1000000");

    internal static readonly Setting StreamKeepAlive = new(
        "STREAM_KEEP_ALIVE", null, "streams:keep-alive", "20", "Seconds between two signs of life on a stream; a subscriber that gives none is let go, 1-3600");

    internal static readonly Setting EventRetentionDays = new(
        "EVENT_RETENTION_DAYS", null, "orchestry:event-retention-days", "30", "Days that events are kept, 1-3650");

    internal static readonly Setting AuthMode = new(
        "AUTH_MODE", null, "orchestry:auth-mode", "open", "required: everything needs a token; open: only the Ring API does, loopback only");

    internal static readonly Setting CorsOrigins = new(
        "CORS_ORIGINS", null, "orchestry:cors-origins", "",
        "Origins whose pages may use the API from a browser, such as https://ops.example.org, several with commas; without it only its own");

    internal static readonly Setting RingHost = new(
        "RING_HOST", null, "ring:host", "", "Address of the second port; without it ORCHESTRY_HOST");

    internal static readonly Setting RingPort = new(
        "RING_PORT", "--ring-port", "ring:port", "3030", "Second port of the API, where clients of Ring look for it, 0-65535 (0: any free one), or off");

    internal static readonly Setting KeyFile = new(
        "ORCHESTRY_KEY_FILE", null, "orchestry:key-file", "",
        "File with the key that secrets are sealed with, the same on every node; without it master.key in ORCHESTRY_DATA_DIR, made at the first start");

    internal static readonly Setting Key = new(
        "ORCHESTRY_KEY", null, null, "", "That key itself, 32 bytes as base64; wins over the file; only here", IsSecret: true);

    internal static readonly Setting AdminPassword = new(
        "ORCHESTRY_ADMIN_PASSWORD", null, null, "", "Password of the user 'admin' when the first start makes it; without it changeme; only here", IsSecret: true);

    internal static readonly Setting TokenLifetimeHours = new(
        "TOKEN_LIFETIME_HOURS", null, "orchestry:token-lifetime-hours", "24", "Hours that a login lasts, 1-8760");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> List { get; } =
    [
        Host, Port, DataDir, LogLevel, ClusterName, NodeId, Hostname, ApiUrl, LeaseSeconds, ClusterMode, Database, PostgresHost, PostgresPort,
        PostgresDb, PostgresUser, PostgresPassword, PostgresPasswordFile, PostgresSslMode, PostgresPoolSize, DockerHost, DockerCertPath,
        DockerTlsVerify, DockerNetwork, DockerSubnet, DockerNamespacePool, CpuLimit, MemoryLimit, StopGrace,
        IngressMode, IngressHost, IngressPort, IngressDomain, IngressTlsPort, IngressCertificates, NginxConfigPath, NginxTestCommand, NginxReloadCommand,
        NginxReopenCommand, NginxLogPath, NginxUpstreamMethod, MetricsInterval, MetricsRetentionHours, OtlpEndpoint, OtlpProtocol, OtlpHeaders, OtlpInterval,
        ScaleCheckInterval, ScaleCooldown, ScaleMaxConcurrent, HealthCheckInterval,
        HealthTimeout, HealthFailureThreshold,
        RateLimitPerHour, RateLimitPerMinute, StreamMaxSubscribers, StreamKeepAlive, LegacyApi, EventRetentionDays, CorsOrigins, AuthMode, TokenLifetimeHours, AdminPassword,
        KeyFile, Key, RingHost, RingPort,
    ];
}
