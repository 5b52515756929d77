using Orchestry.Http.Gate;

namespace Orchestry.Http;

/// <summary>How the API behaves towards its clients.</summary>
public sealed class HttpOptions
{
    /// <summary>The value of <see cref="AllowedHosts"/> that lets every host through.</summary>
    public const string AnyHost = "*";

    private const int MostOrigins = 32;

    /// <summary>Requests of one client in an hour (RATE_LIMIT_PER_HOUR). Default 1000; 0: no limit. Writes may use half of it.</summary>
    public int RateLimitPerHour { get; set; } = 1000;

    /// <summary>Requests of one client in a minute (RATE_LIMIT_PER_MINUTE). Default 100; 0: no limit. Writes may use half of it.</summary>
    public int RateLimitPerMinute { get; set; } = 100;

    /// <summary>
    /// Clients whose requests are counted one by one. Default 10,000; at least 1. Further ones share a single budget until some have been
    /// quiet for long enough, so that a flood of addresses can't fill the memory.
    /// </summary>
    public int RateLimitMaxClients { get; set; } = 10_000;

    /// <summary>
    /// Host names, without port, that a request's <c>Host</c> header may name; others are refused, because a page of the open web can point
    /// a name of its own at 127.0.0.1 and would otherwise speak to the controller from its operator's browser. Default: the loopback names.
    /// A controller that listens on more than loopback lists the names it is called by, or <see cref="AnyHost"/>.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// Origins, as browsers write them, whose pages may use the API as pages of its own may (CORS_ORIGINS). Default none; at most 32, and no pattern: the
    /// API can start containers.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Largest body read, in bytes. Default 1 MiB; 1 KiB to 16 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long a read that names a revision waits until this node has seen it. Default 2 s; more than 0, at most 30 s.
    /// </summary>
    public TimeSpan RevisionPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Subscribers of streams that this node serves at a time (STREAM_MAX_SUBSCRIBERS). Default 10,000; at least 1.</summary>
    public int MaxSubscribers { get; set; } = 10_000;

    /// <summary>
    /// How often a subscriber that hears nothing is sent a sign of life, and how long its own may take before the connection is given up. Default
    /// 20 s; 1 s to 1 h.
    /// </summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether everything but <c>/healthz</c> and <c>/login</c> needs a token (AUTH_MODE=required), or the Ring API alone, which always does. Default: the
    /// Ring API alone.
    /// </summary>
    public bool IsAuthenticationRequired { get; set; }

    /// <summary>Whether the paths are served that the clients of Orchestry 1.0 ask for, without <c>/api/v1</c> (LEGACY_API). Default true.</summary>
    public bool ServesLegacy { get; set; } = true;

    /// <summary>Every fault of the values, each naming its option; empty when they are well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (RateLimitPerHour < 0)
        {
            faults.Add($"RATE_LIMIT_PER_HOUR must be 0 (no limit) or more, not {RateLimitPerHour}.");
        }

        if (RateLimitPerMinute < 0)
        {
            faults.Add($"RATE_LIMIT_PER_MINUTE must be 0 (no limit) or more, not {RateLimitPerMinute}.");
        }

        if (RateLimitMaxClients < 1)
        {
            faults.Add($"{nameof(RateLimitMaxClients)} must be at least 1, not {RateLimitMaxClients}.");
        }

        if (AllowedHosts.Count == 0 || AllowedHosts.Any(string.IsNullOrWhiteSpace))
        {
            faults.Add($"{nameof(AllowedHosts)} must name at least one host, or \"{AnyHost}\" for all.");
        }

        faults.AddRange(AllowedOrigins.Select(OriginRule.Judge).OfType<string>().Select(fault => $"CORS_ORIGINS {fault}."));
        if (AllowedOrigins.Count > MostOrigins)
        {
            faults.Add($"CORS_ORIGINS must list at most {MostOrigins} origins, not {AllowedOrigins.Count}.");
        }

        if (MaxBodyBytes is < 1024 or > 16 * 1024 * 1024)
        {
            faults.Add($"{nameof(MaxBodyBytes)} must be 1024 to 16777216, not {MaxBodyBytes}.");
        }

        if (RevisionPatience <= TimeSpan.Zero || RevisionPatience > TimeSpan.FromSeconds(30))
        {
            faults.Add($"{nameof(RevisionPatience)} must be more than 0 and at most 30 s, not {RevisionPatience.TotalSeconds} s.");
        }

        if (MaxSubscribers < 1)
        {
            faults.Add($"STREAM_MAX_SUBSCRIBERS must be at least 1, not {MaxSubscribers}.");
        }

        if (KeepAlive < TimeSpan.FromSeconds(1) || KeepAlive > TimeSpan.FromHours(1))
        {
            faults.Add($"{nameof(KeepAlive)} must be 1 s to 1 h, not {KeepAlive.TotalSeconds} s.");
        }

        return faults;
    }
}
