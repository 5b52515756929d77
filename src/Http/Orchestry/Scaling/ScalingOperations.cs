using Orchestry.Contracts.Scaling;
using Orchestry.Core.Journal;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>What the API document says of scaling policies and decisions.</summary>
internal static class ScalingOperations
{
    private const string Tag = "Scaling Management";

    public static OperationDoc Get { get; } = new("GetScalingPolicy", Tag, "Get the scaling policy in force")
    {
        Description = "source tells whether it is the specification's or was set by request. last_scaling_event is null where there was none.",
        Replies = [new(200, "The policy", typeof(AppScaling), ScalingExamples.Policy)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound],
    };

    public static OperationDoc Update { get; } = new("UpdateScalingPolicy", Tag, "Change the scaling policy")
    {
        Description = "What is not named stays. It holds until it is changed again, or a specification with another scaling section is registered. "
            + "Replicas outside of its bounds are scaled at once.",
        Body = new(typeof(ScalingPolicyChange), isRequired: true, ScalingExamples.Change),
        Replies = [new(200, "The policy before and now", typeof(ScalingChangedReply), ScalingExamples.Changed)],
        Errors = [.. OfBody, ErrorCatalog.AppNotFound, ErrorCatalog.InsufficientResources, ErrorCatalog.DatabaseError],
    };

    public static OperationDoc Decisions { get; } = new("GetScalingDecisions", Tag, "Get the autoscaler's decisions, to hold included, with their reasons")
    {
        Description = "Newest first. Those in a row that say the same apart from their figures are one, with the last one's figures. The count of one that "
            + "goes on may be an hour old.",
        Query =
        [
            new("since", QueryType.Text, $"Only decisions made since then: {TimeFilter.Accepted}"),
            new("limit", QueryType.Integer, "At most this many") { Least = 1, Most = ScalingEndpoints.LargestLimit, Default = "100" },
        ],
        Replies = [new(200, "The decisions", typeof(ScalingDecisions), ScalingExamples.Decisions)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound, ErrorCatalog.DatabaseError],
    };

    public static OperationDoc Simulate { get; } = new("SimulateScalingPolicy", Tag, "Try a scaling policy on the load there was")
    {
        Description = "Replays recorded samples, or those of the body, under the policy in force and under the changed one. Changes nothing; every node answers.",
        IsRead = true,
        Body = new(typeof(SimulateRequest), isRequired: false, ScalingExamples.Simulate),
        Replies = [new(200, "What both would have done", typeof(SimulationReply), ScalingExamples.Simulated)],
        Errors = [.. OfBody, ErrorCatalog.AppNotFound, ErrorCatalog.DatabaseError],
    };

    private static IReadOnlyList<ErrorKind> OfBody =>
        [ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType];
}
