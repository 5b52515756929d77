namespace Orchestry.Http.RateLimiting;

/// <summary>What the limiter said to one request.</summary>
/// <param name="IsAllowed">Whether it may go on.</param>
/// <param name="Window">The window the figures are of: the one that refused, else the longest that applies.</param>
/// <param name="Limit">Requests that window lets through.</param>
/// <param name="Remaining">Requests left in it.</param>
/// <param name="ResetsAt">When it ends, in unix seconds.</param>
/// <param name="RetryAfter">Seconds until then, at least 1.</param>
internal readonly record struct RateDecision(bool IsAllowed, string Window, int Limit, int Remaining, long ResetsAt, long RetryAfter);
