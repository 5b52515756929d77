namespace Orchestry.Core.Scaling;

/// <summary>This part: what stands against it.</summary>
internal sealed partial class Deliberation
{
    /// <summary>Notes a bound from above if it is the one that counted.</summary>
    private void LimitOut(int asked, int to, int most, string name)
    {
        if (asked > to && most <= to)
        {
            Add(new Veto(name, $"{ScalingWords.Replicas(asked)} asked for, {name switch
            {
                VetoNames.MaxReplicas => AtMost(),
                VetoNames.Capacity => $"no more than {input.Capacity} fit",
                _ => $"at most {most - input.Desired} more at once{(_policy.MaxScaleOutStep == most - input.Desired ? "" : ", which is double")}",
            }}"));
        }
    }

    /// <summary>Notes a bound from below if it is the one that counted.</summary>
    private void LimitIn(int asked, int to, int least, string name)
    {
        if (asked < to && least >= to)
        {
            Add(new Veto(name, name switch
            {
                VetoNames.MinReplicas => AtLeast(least),
                VetoNames.StepLimit => $"at most {_policy.MaxScaleInStep} fewer at once",
                _ => $"with fewer than {least} the load would be above {Autoscaler.HeadroomPct}% of what scales out ({_policy.ScaleOutThresholdPct}% of a target)",
            }));
        }
    }

    private Veto StabilizationVeto(Recommendation highest) => new(VetoNames.Stabilization, input.ObservedSince is { } since && highest.Replicas == 0
        ? $"decisions are known for {ScalingWords.Seconds(input.Now - since)} only, of {_policy.StabilizationWindowSeconds} s of stabilization"
        : $"{ScalingWords.Seconds(input.Now - highest.At)} ago the load asked for {ScalingWords.Replicas(highest.Replicas)}, which counts for {_policy.StabilizationWindowSeconds} s");

    /// <summary>Whether anything stands against changing the number of replicas now; all of it is noted.</summary>
    private bool IsBlocked(int to)
    {
        if (to == input.Desired)
        {
            return false;
        }

        var before = _vetoes?.Count ?? 0;
        if (ConcurrencyVeto() is { } full)
        {
            AddFirst(full);
        }

        if (to < input.Desired && input.Healthy < input.Desired)
        {
            AddFirst(new Veto(VetoNames.NotHealthy, $"only {input.Healthy} of {ScalingWords.Replicas(input.Desired)} are healthy"));
        }

        if (_cooldownLeft > TimeSpan.Zero)
        {
            AddFirst(new Veto(VetoNames.Cooldown, $"{ScalingWords.Seconds(_cooldownLeft)} of {_policy.CooldownSeconds} s of cooldown are left"));
        }

        if (input.InProgress is { } busy)
        {
            AddFirst(new Veto(VetoNames.InProgress, $"{busy} is under way"));
        }

        return (_vetoes?.Count ?? 0) > before;
    }

    /// <summary>Whether the samples cover too little of the window to scale in.</summary>
    private bool IsUncovered(int to)
    {
        var (window, covered) = (SampleWindow.Length(_policy, input.CollectionInterval), _window.Covered(input.CollectionInterval));
        if (to == input.Desired || covered * 100 >= window * Autoscaler.CoverageForScaleInPct)
        {
            return false;
        }

        AddFirst(new Veto(VetoNames.WarmingUp, $"samples cover {ScalingWords.Seconds(covered)} of the window of {ScalingWords.Seconds(window)}, of which {Autoscaler.CoverageForScaleInPct}% are needed"));
        return true;
    }

    private Veto? ConcurrencyVeto() => input.ConcurrencyReached is { } limit
        ? new Veto(VetoNames.Concurrency, limit == 1 ? "1 application is scaling, and no more may" : $"{limit} applications are scaling, and no more may")
        : null;

    private string AtLeast(int least) => $"at least {least} required{By(input.Scaling.MinFrom)}";

    private string AtMost() => $"at most {_max} allowed{By(input.Scaling.MaxFrom)}";

    private static string By(string? schedule) => schedule is null ? "" : $" by the schedule '{schedule}'";

    private void Add(Veto veto) => (_vetoes ??= []).Add(veto);

    private void AddFirst(Veto veto) => (_vetoes ??= []).Insert(0, veto);
}
