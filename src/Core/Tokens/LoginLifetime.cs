namespace Orchestry.Core.Tokens;

/// <summary>How long a login lasts.</summary>
/// <param name="Value">More than 0. Default 24 h (TOKEN_LIFETIME_HOURS).</param>
public sealed record LoginLifetime(TimeSpan Value)
{
    /// <summary>The default.</summary>
    public static LoginLifetime Standard { get; } = new(TimeSpan.FromHours(24));
}
