namespace Orchestry.Core.Scaling;

/// <summary>A change of the number of replicas of an application that ran, whoever made it.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="From">Replicas wanted before.</param>
/// <param name="To">Replicas wanted after.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record ScalingNote(DateTimeOffset At, int From, int To, string Reason)
{
    /// <summary>The reason of a change that a client asked for.</summary>
    public const string ByRequest = "Scaled by request";

    /// <summary>Whether it grew or shrank.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ScalingAction Action => To > From ? ScalingAction.ScaleOut : ScalingAction.ScaleIn;
}
