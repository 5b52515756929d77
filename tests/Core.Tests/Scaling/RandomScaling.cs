using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Tests.Scaling;

/// <summary>Random policies and situations, the same for the same seed; sound ones and odd ones.</summary>
internal sealed class RandomScaling(int seed)
{
    private readonly Random _random = new(seed);

    public ScalingPolicy Policy()
    {
        var min = _random.Next(0, 6);
        var scaleOut = _random.Next(2, 101);
        return new ScalingPolicy
        {
            Mode = _random.Next(12) == 0 ? ScalingMode.Manual : ScalingMode.Auto,
            MinReplicas = min,
            MaxReplicas = Math.Max(1, min + _random.Next(0, 20)),
            TargetRpsPerReplica = _random.Next(1, 200),
            MaxP95LatencyMs = _random.Next(1, 1000),
            MaxCpuPercent = 1 + (_random.NextDouble() * 99),
            MaxMemoryPercent = 1 + (_random.NextDouble() * 99),
            MaxConnPerReplica = _random.Next(1, 200),
            ScaleOutThresholdPct = scaleOut,
            ScaleInThresholdPct = _random.Next(1, scaleOut),
            WindowSeconds = _random.Next(1, 120),
            CooldownSeconds = Sometimes() ? 0 : _random.Next(0, 300),
            MaxScaleOutStep = _random.Next(0, 4),
            MaxScaleInStep = _random.Next(0, 4),
            StabilizationWindowSeconds = Sometimes() ? 0 : _random.Next(0, 600),
            ScaleToZeroAfterSeconds = _random.Next(60, 600),
        };
    }

    public ScalingInput Input()
    {
        var policy = Policy();
        var isIdle = _random.Next(6) == 0;
        policy = isIdle ? policy with { MinReplicas = 0 } : policy;
        var desired = Sometimes() ? _random.Next(0, 30) : _random.Next(policy.MinReplicas, policy.MaxReplicas + 1);
        var load = isIdle ? 0 : Math.Pow(_random.NextDouble(), 2) * 2;
        return new ScalingInput
        {
            Now = ALoad.Now,
            Scaling = EffectiveScaling.Of(policy),
            Samples = [.. Enumerable.Range(0, _random.Next(0, 14)).Where(_ => _random.Next(8) > 0).Select(i => Sample(i, desired, load, policy))],
            Desired = desired,
            Healthy = Sometimes() ? _random.Next(0, desired + 2) : desired,
            IsStopped = _random.Next(20) == 0,
            InProgress = _random.Next(6) == 0 ? "a rollout" : null,
            ConcurrencyReached = _random.Next(10) == 0 ? 3 : null,
            Capacity = Sometimes() ? _random.Next(0, 30) : null,
            LastChangedAt = Sometimes() ? ALoad.Now.AddSeconds(-_random.Next(-5, 400)) : null,
            Recommendations = [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => new Recommendation(ALoad.Now.AddSeconds(-_random.Next(0, 700)), _random.Next(0, 25)))],
            ObservedSince = Sometimes() ? ALoad.Now.AddSeconds(-_random.Next(0, 700)) : null,
            CollectionInterval = ALoad.Interval,
            Collected = Sometimes() ? (ScalingMetrics)_random.Next(0, 32) : ScalingMetrics.All,
            Idleness = isIdle || Sometimes() ? new Idleness(ALoad.Now.AddSeconds(-_random.Next(0, 700)), ALoad.Now) : default,
            Held = _random.Next(6) == 0 ? _random.Next(1, 9) : 0,
        };
    }

    /// <summary>The input with one figure of one sample raised, or null where there is none to raise.</summary>
    public ScalingInput? Raised(ScalingInput input)
    {
        if (input.Samples.Count == 0)
        {
            return null;
        }

        var (at, metric, by) = (_random.Next(input.Samples.Count), _random.Next(5), 1 + (_random.NextDouble() * (Sometimes() ? 1000 : 5)));
        return input.Each((s, i) => i != at ? s : metric switch
        {
            0 => s with { Rps = s.Rps + by },
            1 => s with { CpuPercent = s.CpuPercent + by },
            2 => s with { MemoryPercent = s.MemoryPercent + by },
            3 => s with { LatencyP95Ms = s.LatencyP95Ms + by },
            _ => s with { Connections = s.Connections + (int)by },
        });
    }

    private MetricSample Sample(int index, int replicas, double load, ScalingPolicy policy)
    {
        var rps = Known(policy.TargetRpsPerReplica * replicas * load);
        return ALoad.Sample(
            ALoad.Now.AddSeconds((-10 * index) - _random.Next(0, 3)),
            _random.Next(10) == 0 ? _random.Next(0, replicas + 1) : replicas,
            Known(policy.MaxCpuPercent * load),
            Known(policy.MaxMemoryPercent * load),
            rps,
            (int?)Known(policy.MaxConnPerReplica * replicas * load),
            rps == 0 ? null : Known(policy.MaxP95LatencyMs * load));
    }

    private double? Known(double around) => _random.Next(40) == 0 ? null : _random.Next(15) == 0 ? 0 : around * (0.5 + _random.NextDouble());

    private bool Sometimes() => _random.Next(4) == 0;
}
