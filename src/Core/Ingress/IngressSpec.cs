namespace Orchestry.Core.Ingress;

/// <summary>The <c>spec.ingress</c> part of a specification, complete: how requests reach an HTTP application besides its two standard routes.</summary>
public sealed record IngressSpec
{
    /// <summary>What an application without <c>spec.ingress</c> has.</summary>
    public static IngressSpec Default { get; } = new();

    /// <summary>A host name of the application's own, in lowercase; null: none.</summary>
    public string? Host { get; init; }

    /// <summary>
    /// The path prefix below <see cref="Host"/>, or without a host on every host that belongs to nobody else. Starts with a slash and, but for
    /// the root, ends without one. A prefix that chose the application is taken off the request and told in <c>X-Forwarded-Prefix</c>.
    /// </summary>
    public string Path { get; init; } = "/";

    /// <summary>Whether a client, told apart by a cookie, is kept at the replica that served it first for as long as that is ready.</summary>
    public bool Sticky { get; init; }

    /// <summary>How long connecting to a replica may take before another one is tried. Default 2 s; 1 s to 60 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a request, or an upgraded connection, may stay without a byte in either direction. Default 60 s; 1 s to 1 day.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest request body, in bytes. Default 64 MiB; 1 KiB to 1 TiB.</summary>
    public long MaxBodyBytes { get; init; } = 64L * 1024 * 1024;
}
