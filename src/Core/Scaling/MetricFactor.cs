namespace Orchestry.Core.Scaling;

/// <summary>One metric in a decision.</summary>
/// <param name="Metric">Its word: <c>rps</c>, <c>cpu</c>, <c>memory</c>, <c>latency</c> or <c>connections</c>.</param>
/// <param name="Observed">
/// The mean over the window; requests per second and connections for one healthy replica, processor and memory in percent, latency in milliseconds. Null
/// when it is not known.
/// </param>
/// <param name="Target">The policy's target, in the same unit.</param>
/// <param name="Factor">Observed by target; null when it is not known.</param>
/// <param name="Missing">Why something of it is not known, such as <c>missing in 2 of 6 samples</c>; null when all is known.</param>
public readonly record struct MetricFactor(string Metric, double? Observed, double Target, double? Factor, string? Missing);
