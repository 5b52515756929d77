using System.Text.Json;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Http.Bodies;

namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>What to simulate. Without a series: the recorded samples from <paramref name="From"/> to <paramref name="To"/>.</summary>
internal sealed record Simulation(
    ScalingPolicyPatch Patch, DateTimeOffset From, DateTimeOffset To, TimeSpan? CheckInterval, TimeSpan? ReadyAfter, int? Replicas,
    IReadOnlyList<MetricSample>? Series);

/// <summary>A simulation as its body writes it.</summary>
internal static class SimulateParser
{
    /// <summary>The most points of an uploaded series.</summary>
    public const int MostPoints = 10_000;

    private const int LongestText = 40;
    private const double Largest = 1e12;

    public static Simulation Parse(JsonElement? body, string app, DateTimeOffset now, List<Violation> violations)
    {
        var fields = ObjectReader.Of(body, violations);
        var patch = ScalingPolicyParser.Parse(fields.Object("policy"));
        var series = fields.Items("series", MostPoints);
        var (from, to) = Period(fields, series is not null, now);
        var check = fields.Integer("check_interval_seconds", 1, ScalingRanges.DaySeconds);
        var ready = fields.Integer("ready_after_seconds", 0, 3600);
        var replicas = fields.Integer("replicas", 0, ScalingPolicy.ReplicaCeiling);
        fields.RefuseOthers();
        return new Simulation(patch, from, to, Seconds(check), Seconds(ready), replicas, series?.Select(p => Point(p, app, now)).ToArray());
    }

    private static (DateTimeOffset From, DateTimeOffset To) Period(ObjectReader fields, bool hasSeries, DateTimeOffset now)
    {
        foreach (var name in hasSeries ? ["period", "from", "to"] : fields.Has("period") ? (string[])["from", "to"] : [])
        {
            if (fields.Has(name))
            {
                fields.Refuse(name, hasSeries ? "must not stand beside series, which has its own times" : "must not stand beside period");
            }
        }

        var to = Time(fields, "to", now) ?? now;
        var from = Time(fields, "period", now) ?? Time(fields, "from", now) ?? to - TimeSpan.FromHours(1);
        if (from >= to)
        {
            fields.Refuse(fields.Has("period") ? "period" : "from", "must lie before the end of the period");
        }

        return (from, to);
    }

    private static DateTimeOffset? Time(ObjectReader fields, string name, DateTimeOffset now)
    {
        if (fields.Text(name, LongestText) is not { } text)
        {
            return null;
        }

        if (TimeFilter.TryParse(text, now, out var time, out var message))
        {
            return time;
        }

        fields.Refuse(name, message);
        return null;
    }

    private static MetricSample Point(ObjectReader fields, string app, DateTimeOffset now)
    {
        var at = fields.Text("timestamp", LongestText, isRequired: true) is { } text ? TimeOf(fields, text, now) : default;
        var sample = new MetricSample
        {
            App = app,
            At = at,
            CpuPercent = fields.Number("cpu_percent", 0, Largest),
            MemoryPercent = fields.Number("memory_percent", 0, Largest),
            Rps = fields.Number("rps", 0, Largest),
            LatencyP95Ms = fields.Number("latency_p95_ms", 0, Largest),
            Connections = fields.Integer("active_connections", 0, int.MaxValue),
            Held = fields.Integer("held_requests", 0, int.MaxValue) ?? 0,
            HealthyReplicas = fields.Integer("healthy_replicas", 0, ScalingPolicy.ReplicaCeiling) ?? 1,
        };
        fields.RefuseOthers();
        return sample with { TotalReplicas = sample.HealthyReplicas };
    }

    private static DateTimeOffset TimeOf(ObjectReader fields, string text, DateTimeOffset now)
    {
        if (!TimeFilter.TryParse(text, now, out var at, out var message))
        {
            fields.Refuse("timestamp", message);
        }

        return at;
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;
}
