using System.Collections.Immutable;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Scaling.BackTests;

/// <summary>One policy's run over the samples.</summary>
internal sealed class BackTestRun(ScalingPolicy policy, IReadOnlyList<MetricSample> samples, int replicas, BackTestOptions options)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly MetricSample[] _seen = new MetricSample[samples.Count];
    private readonly RecommendationHistory _recommended = new();
    private readonly ImmutableArray<BackTestChange>.Builder _changes = ImmutableArray.CreateBuilder<BackTestChange>();
    private readonly Queue<(DateTimeOffset At, int Replicas)> _starting = new();
    private readonly int _initial = replicas;
    private int _desired = replicas;
    private int _ready = replicas;
    private int _count;
    private int _windowBegin;
    private int _breaches;
    private Idleness _idleness;
    private readonly EffectiveScaling _plain = EffectiveScaling.Of(policy);

    public BackTestResult Run(CancellationToken cancellationToken)
    {
        var (first, last) = (samples[0].At, samples[^1].At);
        var (replicaTime, decisions, peak) = (TimeSpan.Zero, 0, _desired);
        for (var now = first; now <= last; now += options.CheckInterval)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Collect(now);
            Scale(now);
            decisions++;
            peak = Math.Max(peak, _desired);
            replicaTime += _desired * (last - now < options.CheckInterval ? last - now : options.CheckInterval);
        }

        Collect(last);
        return new BackTestResult
        {
            From = first,
            To = last,
            InitialReplicas = _initial,
            FinalReplicas = _desired,
            PeakReplicas = peak,
            Changes = _changes.ToImmutable(),
            ReplicaMinutes = replicaTime / Minute,
            Breaches = _breaches,
            Samples = samples.Count,
            Flaps = Flaps(),
            Decisions = decisions,
        };
    }

    /// <summary>Takes the samples up to a time, each as the replicas of the model would have made it.</summary>
    private void Collect(DateTimeOffset now)
    {
        for (; _count < samples.Count && samples[_count].At <= now; _count++)
        {
            BecomeReady(samples[_count].At);
            var sample = Modelled(samples[_count]);
            _seen[_count] = sample;
            _idleness = _idleness.After(sample, options.CollectionInterval);
            _breaches += IsBreach(sample) ? 1 : 0;
        }

        BecomeReady(now);
    }

    private void BecomeReady(DateTimeOffset now)
    {
        while (_starting.TryPeek(out var next) && next.At <= now)
        {
            _ready = Math.Min(_desired, Math.Max(_ready, _starting.Dequeue().Replicas));
        }
    }

    private MetricSample Modelled(MetricSample recorded)
    {
        if (_ready == 0)
        {
            return recorded with
            {
                CpuPercent = null,
                MemoryPercent = null,
                HealthyReplicas = 0,
                TotalReplicas = _desired,
                Held = Math.Max(recorded.Held, recorded.Rps > 0 ? 1 : 0),
            };
        }

        // Where nobody was healthy the recorded use is nobody's share, so it is left as it is.
        var share = recorded.HealthyReplicas > 0 ? (double)recorded.HealthyReplicas / _ready : 1;
        return recorded with
        {
            CpuPercent = recorded.CpuPercent * share,
            MemoryPercent = recorded.MemoryPercent * share,
            HealthyReplicas = _ready,
            TotalReplicas = _desired,
            Held = 0,
        };
    }

    private bool IsBreach(MetricSample sample)
    {
        var isCounted = options.Collected;
        return sample.HealthyReplicas == 0
            ? sample.Held > 0
            : (isCounted.HasFlag(ScalingMetrics.Rps) && sample.Rps > (double)policy.TargetRpsPerReplica * sample.HealthyReplicas)
            || (isCounted.HasFlag(ScalingMetrics.Cpu) && sample.CpuPercent > policy.MaxCpuPercent)
            || (isCounted.HasFlag(ScalingMetrics.Memory) && sample.MemoryPercent > policy.MaxMemoryPercent)
            || (isCounted.HasFlag(ScalingMetrics.Latency) && sample.LatencyP95Ms > policy.MaxP95LatencyMs)
            || (isCounted.HasFlag(ScalingMetrics.Connections) && sample.Connections > (long)policy.MaxConnPerReplica * sample.HealthyReplicas);
    }

    private void Scale(DateTimeOffset now)
    {
        var begin = now - SampleWindow.Length(policy, options.CollectionInterval);
        // The newest one stays in sight, so that an old one is called old.
        while (_windowBegin < _count - 1 && _seen[_windowBegin].At <= begin)
        {
            _windowBegin++;
        }

        var decision = Autoscaler.Decide(new ScalingInput
        {
            Now = now,
            Scaling = Effective(now),
            Samples = new ArraySegment<MetricSample>(_seen, _windowBegin, _count - _windowBegin),
            Desired = _desired,
            Healthy = _ready,
            InProgress = _ready < _desired ? "a scaling" : null,
            Capacity = options.Capacity,
            LastChangedAt = _changes.Count == 0 ? null : _changes[^1].At,
            Recommendations = _recommended.Kept,
            ObservedSince = samples[0].At,
            CollectionInterval = options.CollectionInterval,
            Collected = options.Collected,
            Idleness = _idleness,
            Held = _seen[_count - 1].Held,
        });
        _recommended.Add(new Recommendation(now, decision.Recommended), TimeSpan.FromSeconds(policy.StabilizationWindowSeconds));
        if (decision.Action != ScalingAction.Hold)
        {
            Change(decision, now);
        }
    }

    private void Change(ScalingDecision decision, DateTimeOffset now)
    {
        _changes.Add(new BackTestChange(now, decision.From, decision.To, decision.Trigger, decision.Reason));
        _desired = decision.To;
        _ready = Math.Min(_ready, _desired);
        if (decision.To > decision.From)
        {
            _starting.Enqueue((now + options.ReadyAfter, decision.To));
            BecomeReady(now);
        }
    }

    private EffectiveScaling Effective(DateTimeOffset now) =>
        policy.Schedules.Count == 0 ? _plain : SchedulePlanner.Effective(policy, now);

    private int Flaps()
    {
        var flaps = 0;
        for (var i = 1; i < _changes.Count; i++)
        {
            var (before, after) = (_changes[i - 1], _changes[i]);
            var isReversal = after.To > after.From != before.To > before.From;
            flaps += isReversal && after.At - before.At <= options.FlapWithin && !IsByBounds(before) && !IsByBounds(after) ? 1 : 0;
        }

        return flaps;
    }

    private static bool IsByBounds(BackTestChange change) => change.Trigger is ScalingTriggers.BelowMin or ScalingTriggers.AboveMax;
}
