using System.Runtime.InteropServices;

namespace Orchestry.Core.Scaling;

/// <summary>One decision in the making. This part: which rule applies.</summary>
internal sealed partial class Deliberation(ScalingInput input)
{
    private readonly ScalingPolicy _policy = input.Scaling.Policy;
    private readonly int _min = input.Scaling.MinReplicas;
    private readonly int _max = input.Scaling.MaxReplicas;
    private readonly TimeSpan _cooldownLeft = CooldownLeft(input);

    private List<Veto>? _vetoes;
    private SampleWindow _window;
    private MetricFactor[] _factors = [];

    public ScalingDecision Decide()
    {
        if (input.IsStopped)
        {
            return Held(ScalingTriggers.NotJudged, "Not judged", new Veto(VetoNames.Stopped, "the application is stopped"));
        }

        if (_policy.Mode == ScalingMode.Manual)
        {
            return Held(ScalingTriggers.NotJudged, "Not judged", new Veto(VetoNames.ManualMode, "the mode is manual, people decide"));
        }

        if (input.Desired < _min || input.Desired > _max)
        {
            return BroughtInside();
        }

        return input.Desired == 0 ? Asleep() : ByLoad();
    }

    private ScalingDecision ByLoad()
    {
        _window = SampleWindow.Read(input);
        _factors = _window.Factors(_policy, input.Collected);
        if (UnknownLoad() is { } veto)
        {
            return Held(ScalingTriggers.LoadUnknown, "The load is not known", veto);
        }

        if (IsIdle())
        {
            return ScaledToZero();
        }

        var highest = Highest();
        if (highest < 0)
        {
            return Held(ScalingTriggers.LoadUnknown, "The load is not known", MissingMetrics());
        }

        var percent = _factors[highest].Factor!.Value * 100;
        if (percent > _policy.ScaleOutThresholdPct)
        {
            return ScaledOut(highest);
        }

        if (percent >= _policy.ScaleInThresholdPct)
        {
            return Held(ScalingTriggers.LoadSteady, ScalingWords.Steady(_factors[highest], _policy));
        }

        return IsAllKnown()
            ? ScaledIn(highest)
            : Held(ScalingTriggers.LoadLow, ScalingWords.Low(_factors[highest], _policy), MissingMetrics());
    }

    private Veto? UnknownLoad()
    {
        if (_window.Newest is not { } newest)
        {
            return new Veto(VetoNames.MissingMetrics, "there are no samples");
        }

        var patience = SampleWindow.StaleAfter(input.CollectionInterval);
        if (input.Now - newest > patience)
        {
            return new Veto(
                VetoNames.StaleMetrics,
                $"the newest sample is {ScalingWords.Seconds(input.Now - newest)} old, more than {ScalingWords.Seconds(patience)}");
        }

        if (_window.Count == 0)
        {
            return new Veto(VetoNames.WarmingUp, input.LastChangedAt is { } changed
                ? $"there is no sample since the number of replicas changed {ScalingWords.Seconds(input.Now - changed)} ago"
                : "there is no sample in the window");
        }

        // Without a healthy replica the load goes nowhere, so nothing tells how many could bear it.
        return input.Healthy > 0 ? null : new Veto(VetoNames.NotHealthy, $"none of {input.Desired} replicas is healthy");
    }

    private bool IsIdle() =>
        _min == 0
        && input.Idleness is { Since: { } since, LastSample: { } last } && last - since >= TimeSpan.FromSeconds(_policy.ScaleToZeroAfterSeconds)
        && _factors[0] is { Observed: 0, Missing: null }
        && _factors[^1] is { Observed: 0, Missing: null }
        && input.Held == 0;

    /// <summary>The metric with the highest factor, or -1 when none is known.</summary>
    private int Highest()
    {
        var highest = -1;
        for (var i = 0; i < _factors.Length; i++)
        {
            if (_factors[i].Factor is { } factor && (highest < 0 || factor > _factors[highest].Factor))
            {
                highest = i;
            }
        }

        return highest;
    }

    private bool IsAllKnown()
    {
        for (var i = 0; i < _factors.Length; i++)
        {
            if (_factors[i].Missing is not null && IsCollected(i))
            {
                return false;
            }
        }

        return true;
    }

    private Veto MissingMetrics()
    {
        var missing = new List<string>();
        for (var i = 0; i < _factors.Length; i++)
        {
            if (_factors[i].Missing is { } why && IsCollected(i))
            {
                missing.Add($"{_factors[i].Metric} is {why}");
            }
        }

        return new Veto(VetoNames.MissingMetrics, missing.Count == 0 ? "no metric is collected" : string.Join(", ", missing));
    }

    // The flags stand in the order of the factors.
    private bool IsCollected(int metric) => ((int)input.Collected >> metric & 1) != 0;

    private static TimeSpan CooldownLeft(ScalingInput input)
    {
        var whole = TimeSpan.FromSeconds(input.Scaling.Policy.CooldownSeconds);
        if (input.LastChangedAt is not { } changed || input.Now - changed >= whole)
        {
            return TimeSpan.Zero;
        }

        // A change that another node's clock dates after now has its whole cooldown left.
        return changed > input.Now ? whole : whole - (input.Now - changed);
    }

    private ScalingDecision Held(string trigger, string reason, Veto? veto = null) => Decided(input.Desired, input.Desired, trigger, reason, veto);

    private ScalingDecision Decided(int to, int recommended, string trigger, string reason, Veto? veto = null)
    {
        if (veto is not null)
        {
            Add(veto);
        }

        return new ScalingDecision
        {
            At = input.Now,
            Action = to > input.Desired ? ScalingAction.ScaleOut : to < input.Desired ? ScalingAction.ScaleIn : ScalingAction.Hold,
            From = input.Desired,
            To = to,
            Recommended = recommended,
            Trigger = trigger,
            Reason = _vetoes is null ? reason : $"{reason}; {(to == input.Desired ? "held" : "limited")}: {_vetoes[0].Sentence}",
            Factors = ImmutableCollectionsMarshal.AsImmutableArray(_factors),
            Vetoes = _vetoes is null ? [] : [.. _vetoes],
            CooldownLeft = _cooldownLeft,
            MinReplicas = _min,
            MaxReplicas = _max,
            ScaleOutThresholdPct = _policy.ScaleOutThresholdPct,
            ScaleInThresholdPct = _policy.ScaleInThresholdPct,
            Window = SampleWindow.Length(_policy, input.CollectionInterval),
            Samples = _window.Count,
        };
    }
}
