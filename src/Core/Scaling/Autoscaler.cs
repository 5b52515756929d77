namespace Orchestry.Core.Scaling;

/// <summary>
/// Decides how many replicas an application is to have. Pure: the same input always gives the same decision, and whatever is decided can be decided
/// again from what was recorded.
/// </summary>
public static class Autoscaler
{
    /// <summary>Percent of every target below which to scale in boldly instead of by one.</summary>
    public const int BoldBelowPct = 10;

    /// <summary>Percent of the window that samples must cover before scaling in.</summary>
    public const int CoverageForScaleInPct = 70;

    /// <summary>
    /// Percent of the scale-out threshold that the load may reach, as far as can be foreseen, after scaling in; else its smallest wave would bring the
    /// replicas back.
    /// </summary>
    public const int HeadroomPct = 90;

    /// <summary>Decides. Raising any observed metric never lowers the target.</summary>
    public static ScalingDecision Decide(ScalingInput input) => new Deliberation(input).Decide();
}
