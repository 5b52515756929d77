using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

/// <summary>Where the engine is and how long to wait for it.</summary>
public sealed record DockerOptions
{
    /// <summary>
    /// The engine's address, as in DOCKER_HOST: <c>unix:///path</c>, <c>tcp://host:port</c>, <c>http://host:port</c> or <c>https://host:port</c>.
    /// Without a port: 2375, with TLS 2376. Default <c>unix:///var/run/docker.sock</c>.
    /// </summary>
    public string Host { get; init; } = "unix:///var/run/docker.sock";

    /// <summary>The unix socket that <see cref="Host"/> names; null: it names none.</summary>
    public string? SocketPath => Uri.TryCreate(Host, UriKind.Absolute, out var uri) && uri.Scheme == "unix" && uri.AbsolutePath.Length > 1
        ? Uri.UnescapeDataString(uri.AbsolutePath)
        : null;

    /// <summary>Folder with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, as in DOCKER_CERT_PATH. Turns TLS on for <c>tcp://</c>.</summary>
    public string? CertPath { get; init; }

    /// <summary>
    /// As in DOCKER_TLS_VERIFY: turns TLS on and checks the engine's certificate. Like Docker's own client, a certificate folder without this
    /// encrypts but does not check who answers. An <c>https://</c> address without a folder is always checked.
    /// </summary>
    public bool VerifyTls { get; init; }

    /// <summary>What this engine is called in records that outlive a process. Default <c>local</c>.</summary>
    public string Name { get; init; } = "local";

    /// <summary>Deadline of an ordinary call, and of the first answer of a stream. A stop gets its grace on top. Default 30 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a pull or a build may say nothing at all before it is given up. Default 5 min.</summary>
    public TimeSpan PullIdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stream of statistics, which speaks every second, may say nothing. Default 30 s.</summary>
    public TimeSpan StatsIdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every fault of the address and the certificates, each naming its variable; empty when they are well.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (CertPath is not null && !Directory.Exists(CertPath))
        {
            return [$"DOCKER_CERT_PATH \"{CertPath}\" is not a folder."];
        }

        try
        {
            if (EngineEndpoint.Parse(this).IsTls)
            {
                TlsCredentials.Load(this);
            }

            return [];
        }
        catch (ArgumentException error)
        {
            // Without the name of our parameter, which means nothing to an operator.
            return [error.Message.Split(" (Parameter")[0]];
        }
    }

    /// <summary>The options that DOCKER_HOST, DOCKER_CERT_PATH and DOCKER_TLS_VERIFY ask for; what is not set keeps its default.</summary>
    /// <param name="read">Answers a variable's value, or null.</param>
    public static DockerOptions FromEnvironment(Func<string, string?> read)
    {
        var defaults = new DockerOptions();
        return defaults with
        {
            Host = read("DOCKER_HOST") is { Length: > 0 } host ? host : defaults.Host,
            CertPath = read("DOCKER_CERT_PATH") is { Length: > 0 } path ? path : null,
            VerifyTls = read("DOCKER_TLS_VERIFY") is { Length: > 0 },
        };
    }
}
