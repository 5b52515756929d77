namespace Orchestry.Core.Scaling;

/// <summary>
/// Decides as <see cref="Autoscaler"/> does, but lets nothing sleep that nothing could wake: without a replica only an ingress that holds the request
/// while one starts keeps the application reachable.
/// </summary>
public static class ZeroGuard
{
    /// <summary>The name of the veto: some node's ingress can't hold a request while a replica starts, so there must be one.</summary>
    public const string IngressCannotHold = "ingress_cannot_hold";

    /// <summary>Decides.</summary>
    /// <param name="input">What the decision depends on.</param>
    /// <param name="ingressHolds">Whether every node's ingress holds requests; null: not known yet, so that nothing goes to sleep and nothing is woken for it.</param>
    public static ScalingDecision Decide(ScalingInput input, bool? ingressHolds)
    {
        if (ingressHolds == false && input.Scaling.MinReplicas == 0)
        {
            return WithoutZero(input);
        }

        var decision = Autoscaler.Decide(input);
        return ingressHolds is null && decision is { Action: ScalingAction.ScaleIn, To: 0 } ? WithoutZero(input) : decision;
    }

    /// <summary>With one replica at least; where that is what kept the last one, the ingress is named as the cause.</summary>
    private static ScalingDecision WithoutZero(ScalingInput input)
    {
        var decision = Autoscaler.Decide(input with { Scaling = input.Scaling with { MinReplicas = 1, MinFrom = null } });
        if (decision.To != 1 || decision.Action == ScalingAction.ScaleOut || decision.Trigger != ScalingTriggers.LoadLow)
        {
            return decision;
        }

        var veto = new Veto(IngressCannotHold, "no node may be without an ingress that holds requests while a replica starts (INGRESS_MODE embedded)");
        return decision with { Vetoes = [.. decision.Vetoes, veto] };
    }
}
