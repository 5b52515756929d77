namespace Orchestry.Contracts.Scaling;

/// <summary>Answer of <c>GET /api/v1/apps/{app_name}/scaling/decisions</c>.</summary>
/// <param name="AppName">The application.</param>
/// <param name="Decisions">Newest first.</param>
/// <param name="HasMore">Whether the limit cut some off.</param>
public sealed record ScalingDecisions(string AppName, IReadOnlyList<ScalingDecisionBody> Decisions, bool HasMore);

/// <summary>A decision of the autoscaler, or several in a row that said the same apart from their figures: then the figures are the last one's.</summary>
/// <param name="Action"><c>hold</c>, <c>scale_out</c> or <c>scale_in</c>.</param>
/// <param name="Trigger">What it was about, in one word.</param>
/// <param name="Reason">Why, in one sentence with its figures.</param>
/// <param name="FirstAt">When it was first made.</param>
/// <param name="LastAt">When it was last made.</param>
/// <param name="Count">How often in a row.</param>
/// <param name="Term">The term of the leader that made it.</param>
/// <param name="FromReplicas">Replicas wanted before.</param>
/// <param name="ToReplicas">Replicas wanted after.</param>
/// <param name="RecommendedReplicas">Replicas the load asks for within the bounds, before steps and vetoes.</param>
/// <param name="Inputs">What it rests on.</param>
/// <param name="Factors">The metrics against their targets; empty when nothing was judged.</param>
/// <param name="Thresholds">What they were held against.</param>
/// <param name="Vetoes">What stood against what the load asked for, the most telling first.</param>
public sealed record ScalingDecisionBody(
    string Action, string Trigger, string Reason, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Count, long Term, int FromReplicas,
    int ToReplicas, int RecommendedReplicas, DecisionInputs Inputs, IReadOnlyList<FactorBody> Factors, DecisionThresholds Thresholds,
    IReadOnlyList<VetoBody> Vetoes);

/// <summary>What a decision rests on besides the metrics.</summary>
/// <param name="HealthyReplicas">Replicas that were healthy.</param>
/// <param name="HeldRequests">Requests that waited for a replica.</param>
/// <param name="WindowSeconds">Time averaged over.</param>
/// <param name="Samples">Samples in that window.</param>
/// <param name="CooldownLeftSeconds">What was left of the cooldown.</param>
public sealed record DecisionInputs(int HealthyReplicas, int HeldRequests, double WindowSeconds, int Samples, double CooldownLeftSeconds);

/// <summary>One metric in a decision.</summary>
/// <param name="Metric"><c>rps</c>, <c>cpu</c>, <c>memory</c>, <c>latency</c> or <c>connections</c>.</param>
/// <param name="Observed">The mean over the window, of one replica; null: not known.</param>
/// <param name="Target">The policy's target, in the same unit.</param>
/// <param name="Factor">Observed by target; null: not known.</param>
/// <param name="Missing">Why something of it is not known; null: all is known.</param>
public sealed record FactorBody(string Metric, double? Observed, double Target, double? Factor, string? Missing);

/// <summary>The bounds and thresholds in force.</summary>
/// <param name="MinReplicas">Fewest replicas.</param>
/// <param name="MaxReplicas">Most replicas.</param>
/// <param name="ScaleOutThresholdPct">Percent of a target above which to scale out.</param>
/// <param name="ScaleInThresholdPct">Percent of every target below which to scale in.</param>
public sealed record DecisionThresholds(int MinReplicas, int MaxReplicas, int ScaleOutThresholdPct, int ScaleInThresholdPct);

/// <summary>What stood against it.</summary>
/// <param name="Name">One word.</param>
/// <param name="Sentence">Why, with its figures.</param>
public sealed record VetoBody(string Name, string Sentence);
