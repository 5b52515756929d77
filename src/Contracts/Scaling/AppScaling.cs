namespace Orchestry.Contracts.Scaling;

/// <summary>Answer of <c>GET /api/v1/apps/{app_name}/scaling</c>.</summary>
/// <param name="AppName">The application.</param>
/// <param name="Mode"><c>auto</c> or <c>manual</c>.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="LastScalingEvent">The last change of the number of replicas while it ran; null: there was none.</param>
/// <param name="Source"><c>specification</c>, or <c>request</c> where the policy was set by one.</param>
public sealed record AppScaling(string AppName, string Mode, ScalingPolicyBody Policy, ScalingEvent? LastScalingEvent, string Source);

/// <summary>A change of the number of replicas.</summary>
/// <param name="Timestamp">When it was decided.</param>
/// <param name="Action"><c>scale_out</c> or <c>scale_in</c>.</param>
/// <param name="FromReplicas">Replicas before.</param>
/// <param name="ToReplicas">Replicas after.</param>
/// <param name="Reason">Why.</param>
public sealed record ScalingEvent(DateTimeOffset Timestamp, string Action, int FromReplicas, int ToReplicas, string Reason);

/// <summary>Answer of <c>PUT /api/v1/apps/{app_name}/scaling</c>.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="AppName">The application.</param>
/// <param name="PreviousPolicy">The policy before.</param>
/// <param name="NewPolicy">The policy now.</param>
/// <param name="PreviousMode">The mode before.</param>
/// <param name="NewMode">The mode now.</param>
public sealed record ScalingChangedReply(
    string Message, string AppName, ScalingPolicyBody PreviousPolicy, ScalingPolicyBody NewPolicy, string PreviousMode, string NewMode);
