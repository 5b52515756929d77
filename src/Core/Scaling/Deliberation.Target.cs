namespace Orchestry.Core.Scaling;

/// <summary>This part: how many replicas there are to be.</summary>
internal sealed partial class Deliberation
{
    /// <summary>Bounds that changed hold at once: whoever set them did not ask for steps, and has no cooldown.</summary>
    private ScalingDecision BroughtInside()
    {
        var isBelow = input.Desired < _min;
        var recommended = isBelow ? _min : _max;
        var to = isBelow ? Math.Min(_min, Ceiling()) : _max;
        LimitOut(recommended, to, Ceiling(), VetoNames.Capacity);
        if (to != input.Desired && ConcurrencyVeto() is { } full)
        {
            AddFirst(full);
            to = input.Desired;
        }

        return isBelow
            ? Decided(to, recommended, ScalingTriggers.BelowMin, $"{ScalingWords.Replicas(input.Desired)} wanted, {AtLeast(_min)}")
            : Decided(to, recommended, ScalingTriggers.AboveMax, $"{ScalingWords.Replicas(input.Desired)} wanted, {AtMost()}");
    }

    /// <summary>Without a replica there is no load to judge: only a waiting request counts, and nothing but room can stand against it.</summary>
    private ScalingDecision Asleep()
    {
        if (input.Held <= 0)
        {
            return Held(ScalingTriggers.Asleep, "Scaled to zero, and no request waits for a replica");
        }

        var to = Math.Min(1, Ceiling());
        LimitOut(1, to, Ceiling(), VetoNames.Capacity);
        return Decided(to, 1, ScalingTriggers.RequestWaiting, input.Held == 1
            ? "1 request waits for a replica"
            : $"{input.Held} requests wait for a replica");
    }

    private ScalingDecision ScaledOut(int highest)
    {
        var factor = _factors[highest];
        // Replicas that are wanted but not healthy will carry their share when they are; more are wanted only for what is beyond that.
        var wanted = input.Healthy >= input.Desired
            ? Math.Max(input.Desired + 1, Needed(input.Desired, factor.Factor!.Value))
            : Math.Max(input.Desired, Needed(input.Healthy, factor.Factor!.Value));
        var recommended = Math.Min(wanted, _max);
        var (reason, trigger) = (ScalingWords.High(factor, _policy), ScalingWords.HighTrigger(factor));
        if (wanted == input.Desired)
        {
            return Decided(wanted, recommended, trigger, reason, new Veto(VetoNames.NotHealthy, $"only {input.Healthy} of {ScalingWords.Replicas(input.Desired)} are healthy, and together they could bear the load"));
        }

        var most = input.Desired + (_policy.MaxScaleOutStep == 0 ? input.Desired : Math.Min(_policy.MaxScaleOutStep, input.Desired));
        var to = Math.Min(recommended, Math.Min(most, Ceiling()));
        LimitOut(wanted, to, _max, VetoNames.MaxReplicas);
        LimitOut(wanted, to, Ceiling(), VetoNames.Capacity);
        LimitOut(wanted, to, most, VetoNames.StepLimit);
        return Decided(IsBlocked(to) ? input.Desired : to, recommended, trigger, reason);
    }

    private ScalingDecision ScaledIn(int highest)
    {
        var factor = _factors[highest].Factor!.Value;
        var asked = factor * 100 < Autoscaler.BoldBelowPct ? (int)Math.Floor(input.Desired * factor * 2) : input.Desired - 1;
        var least = Math.Max(_min, 1);
        var bearing = Math.Min(input.Desired, Needed(
            input.Desired, HighestSpread() * 100 * 100 / (_policy.ScaleOutThresholdPct * Autoscaler.HeadroomPct)));
        var (stabilized, stepped) = (Stabilized(out var past), Stepped());
        var recommended = Math.Max(asked, Math.Max(least, bearing));
        var to = Math.Min(input.Desired, Math.Max(recommended, Math.Max(stabilized, stepped)));
        LimitIn(asked, to, least, VetoNames.MinReplicas);
        LimitIn(asked, to, bearing, VetoNames.WouldScaleOut);
        if (to > asked && stabilized >= to)
        {
            Add(StabilizationVeto(past));
        }

        LimitIn(asked, to, stepped, VetoNames.StepLimit);
        return Decided(
            IsBlocked(to) || IsUncovered(to) ? input.Desired : to, recommended, ScalingTriggers.LoadLow, ScalingWords.Low(_factors[highest], _policy));
    }

    /// <summary>The time without a request is its own stabilization and window; steps, cooldown and the rest hold as ever.</summary>
    private ScalingDecision ScaledToZero()
    {
        var to = Stepped();
        LimitIn(0, to, to, VetoNames.StepLimit);
        var idle = input.Idleness.LastSample!.Value - input.Idleness.Since!.Value;
        return Decided(IsBlocked(to) ? input.Desired : to, 0, ScalingTriggers.Idle, $"Idle: no request and no connection for {ScalingWords.Seconds(idle)}, of which {_policy.ScaleToZeroAfterSeconds} s are enough to scale to zero");
    }

    /// <summary>How many replicas bring a factor, observed with some number of them, to 1. The factor may be absurd, the answer is not.</summary>
    private static int Needed(int replicas, double factor) => (int)Math.Min(Math.Ceiling(replicas * factor), 2.0 * ScalingPolicy.ReplicaCeiling);

    /// <summary>The most that fit. Replicas that are there are there, whether they fit or not.</summary>
    private int Ceiling() => input.Capacity is { } capacity ? Math.Max(capacity, input.Desired) : int.MaxValue;

    private int Stepped() => _policy.MaxScaleInStep == 0 ? 0 : Math.Max(0, input.Desired - _policy.MaxScaleInStep);

    /// <summary>The highest factor of what spreads over the replicas. Latency does not.</summary>
    private double HighestSpread()
    {
        var highest = 0.0;
        foreach (var factor in _factors)
        {
            if (factor.Factor > highest && factor.Metric != "latency")
            {
                highest = factor.Factor.Value;
            }
        }

        return highest;
    }

    /// <summary>The highest recommendation of the stabilization window; all that is wanted where they are not known for all of it.</summary>
    private int Stabilized(out Recommendation highest)
    {
        highest = default;
        var begin = input.Now - TimeSpan.FromSeconds(_policy.StabilizationWindowSeconds);
        if (input.ObservedSince > begin)
        {
            return input.Desired;
        }

        for (var i = 0; i < input.Recommendations.Count; i++)
        {
            var past = input.Recommendations[i];
            if (past.At > begin && (past.Replicas > highest.Replicas || (past.Replicas == highest.Replicas && past.At > highest.At)))
            {
                highest = past;
            }
        }

        return highest.Replicas;
    }
}
