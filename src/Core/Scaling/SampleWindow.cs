using Orchestry.Core.Metrics;

namespace Orchestry.Core.Scaling;

/// <summary>
/// The samples a decision rests on: those of the policy's window, and of them only those since the number of replicas last changed: what fewer
/// replicas bore says nothing of what more of them bear, and would add more again.
/// </summary>
internal struct SampleWindow
{
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(15);

    private DateTimeOffset _oldest;
    private DateTimeOffset _newestInside;
    private Mean _rps;
    private Mean _cpu;
    private Mean _memory;
    private Mean _latency;
    private Mean _connections;

    /// <summary>The newest sample, inside or not; null when there is none.</summary>
    public DateTimeOffset? Newest { get; private set; }

    /// <summary>How many samples lie inside.</summary>
    public int Count { get; private set; }

    /// <summary>Age from which the newest sample says nothing of now: two may be missing in a row.</summary>
    public static TimeSpan StaleAfter(TimeSpan interval) => 3 * interval > ShortestPatience ? 3 * interval : ShortestPatience;

    /// <summary>The window's length. At least two intervals, else it would often be empty.</summary>
    public static TimeSpan Length(ScalingPolicy policy, TimeSpan interval)
    {
        var wanted = TimeSpan.FromSeconds(policy.WindowSeconds);
        return wanted > 2 * interval ? wanted : 2 * interval;
    }

    public static SampleWindow Read(ScalingInput input)
    {
        var window = new SampleWindow();
        var begin = input.Now - Length(input.Scaling.Policy, input.CollectionInterval);
        if (input.LastChangedAt > begin)
        {
            begin = input.LastChangedAt.Value;
        }

        // Another node's clock may be a little ahead; what is further ahead is nobody's measurement.
        var end = input.Now + input.CollectionInterval;
        for (var i = 0; i < input.Samples.Count; i++)
        {
            var sample = input.Samples[i];
            if (sample.At > end)
            {
                continue;
            }

            if (window.Newest is null || sample.At > window.Newest)
            {
                window.Newest = sample.At;
            }

            if (sample.At > begin)
            {
                window.Add(sample);
            }
        }

        return window;
    }

    /// <summary>How much of a window's length the samples cover. Gaps count as gaps, and samples closer than the interval do not count for more.</summary>
    public readonly TimeSpan Covered(TimeSpan interval)
    {
        if (Count == 0)
        {
            return TimeSpan.Zero;
        }

        var (measured, spanned) = (Count * interval, _newestInside - _oldest + interval);
        return measured < spanned ? measured : spanned;
    }

    /// <summary>The five metrics, against their targets.</summary>
    public readonly MetricFactor[] Factors(ScalingPolicy policy, ScalingMetrics collected) =>
    [
        Factor("rps", _rps, policy.TargetRpsPerReplica, collected.HasFlag(ScalingMetrics.Rps)),
        Factor("cpu", _cpu, policy.MaxCpuPercent, collected.HasFlag(ScalingMetrics.Cpu)),
        Factor("memory", _memory, policy.MaxMemoryPercent, collected.HasFlag(ScalingMetrics.Memory)),
        Factor("latency", _latency, policy.MaxP95LatencyMs, collected.HasFlag(ScalingMetrics.Latency)),
        Factor("connections", _connections, policy.MaxConnPerReplica, collected.HasFlag(ScalingMetrics.Connections)),
    ];

    private void Add(MetricSample sample)
    {
        if (Count == 0 || sample.At < _oldest)
        {
            _oldest = sample.At;
        }

        if (Count == 0 || sample.At > _newestInside)
        {
            _newestInside = sample.At;
        }

        Count++;
        // Without a healthy replica there is nobody whose share it could be.
        _rps.Add(sample.HealthyReplicas > 0 ? sample.Rps / sample.HealthyReplicas : null);
        _connections.Add(sample.HealthyReplicas > 0 ? (double?)sample.Connections / sample.HealthyReplicas : null);
        _cpu.Add(sample.CpuPercent);
        _memory.Add(sample.MemoryPercent);
        // Nobody waited where nobody asked.
        _latency.Add(sample.LatencyP95Ms ?? (sample.Rps == 0 ? 0 : null));
    }

    private readonly MetricFactor Factor(string metric, Mean mean, double target, bool isCollected)
    {
        if (!isCollected)
        {
            return new MetricFactor(metric, null, target, null, "not collected");
        }

        var missing = mean.Known == Count && Count > 0 ? null
            : Count == 0 ? "missing: there is no sample in the window"
            : $"missing in {Count - mean.Known} of {Count} samples";
        var observed = mean.Value;
        return new MetricFactor(metric, observed, target, observed / target, missing);
    }

    private struct Mean
    {
        private double _sum;

        public int Known { get; private set; }

        public readonly double? Value => Known == 0 ? null : Math.Min(_sum, double.MaxValue) / Known;

        public void Add(double? value)
        {
            // What cannot be a measurement is none.
            if (value is { } number && double.IsFinite(number) && number >= 0)
            {
                _sum += number;
                Known++;
            }
        }
    }
}
