using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Metrics;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Metrics;

public sealed class TrafficChangeTests
{
    private const long Second = 1000;

    [Fact]
    public void Rates_and_quantiles_are_of_the_requests_between_the_readings()
    {
        var sample = Sample(
            Reading(1 * Second, Traffic(requests: 100, errors: 5, (10_000, 100))),
            Reading(11 * Second, Traffic(requests: 300, errors: 25, (10_000, 100), (20, 190), (40, 10)) with { Open = 7, Held = 2 }));

        Assert.Equal((20, 2), (sample.Rps!.Value, sample.ErrorsPerSecond!.Value));
        Assert.Equal((7, 2), (sample.Connections, sample.Held));
        Assert.InRange(sample.LatencyP50Ms!.Value, 20, 20 * 1.02);
        Assert.InRange(sample.LatencyP95Ms!.Value, 20, 20 * 1.02);
        Assert.InRange(sample.LatencyP99Ms!.Value, 40, 40 * 1.02);
    }

    [Fact]
    public void Without_requests_the_rate_is_zero_and_the_latency_unknown()
    {
        var sample = Sample(Reading(0, Traffic(5, 0)), Reading(10 * Second, Traffic(5, 0)));

        Assert.Equal((0, 0, null, 0), (sample.Rps, sample.ErrorsPerSecond, sample.LatencyP95Ms, sample.Connections));
    }

    [Fact]
    public void A_first_reading_knows_the_connections_and_no_rate()
    {
        var sample = Sample(null, Reading(10 * Second, Traffic(5, 0) with { Open = 3 }));

        Assert.Equal((null, null, null, 3), (sample.Rps, sample.ErrorsPerSecond, sample.LatencyP95Ms, sample.Connections));
    }

    [Fact]
    public void A_reading_that_is_not_newer_says_nothing()
    {
        var old = Reading(10 * Second, Traffic(5, 0) with { Open = 3 });

        Assert.Equal(TrafficChange.Unknown, TrafficChange.Of("web", old, old, Second));
        Assert.Equal(TrafficChange.Unknown, TrafficChange.Of("web", old, null, Second));
    }

    [Fact]
    public void Totals_of_another_counting_are_not_compared_even_if_they_are_higher()
    {
        var sample = Sample(Reading(0, Traffic(5, 0)), Reading(10 * Second, Traffic(50, 0)) with { Since = 1 });

        Assert.Equal((null, 0), (sample.Rps, sample.Connections));
    }

    [Fact]
    public void A_counter_that_fell_is_no_rate() =>
        Assert.Null(Sample(Reading(0, Traffic(50, 0)), Reading(10 * Second, Traffic(5, 0))).Rps);

    [Fact]
    public void An_application_that_was_not_there_before_had_counted_nothing() =>
        Assert.Equal(5, Sample(Reading(0), Reading(10 * Second, Traffic(50, 0))).Rps);

    [Fact]
    public void An_application_without_a_route_is_not_measured() =>
        Assert.Equal(TrafficChange.Unknown, TrafficChange.Of("web", Reading(0), Reading(10 * Second), Second));

    [Fact]
    public void A_request_that_was_answered_502_is_one_error_and_one_that_broke_off_is_one_too()
    {
        var failed = Traffic(10, errors: 4) with { Failed = 3 };
        Assert.Equal(4, TrafficChange.Of("web", Reading(0), Reading(Second, failed), Second).Errors);
        Assert.Equal(6, TrafficChange.Of("web", Reading(0), Reading(Second, failed with { Failed = 6 }), Second).Errors);
    }

    [Fact]
    public void The_age_of_the_counters_is_the_mean_over_the_ingresses_that_spoke_lately()
    {
        Assert.Null(TrafficReading.AgeOf([]));
        Assert.Null(TrafficReading.AgeOf([Posted(IngressMode.None, 1), Posted(IngressMode.Embedded, 6)]));
        Assert.Equal(
            TimeSpan.FromSeconds(2),
            TrafficReading.AgeOf([Posted(IngressMode.Embedded, 1), Posted(IngressMode.Nginx, 3), Posted(IngressMode.None, 1), Posted(IngressMode.Embedded, 60)]));
    }

    private static PostedTraffic Posted(IngressMode mode, int seconds) =>
        new(new NodeTraffic("n", "i", 1, new IngressState(mode, 0), IngressTraffic.None), TimeSpan.FromSeconds(seconds));

    private static MetricSample Sample(TrafficReading? before, TrafficReading now) => Sampling.Of(
        AppPicture.Of(Registered.App().WithReplicas(1).Record, [], ImmutableDictionary<int, Core.Replicas.ProbeReading>.Empty, 1, _ => Registered.App().Spec),
        RegisteredApp.Epoch,
        default,
        new UsageChange(ImmutableDictionary<Core.Engine.ContainerId, ContainerUsage>.Empty, null, Second),
        TrafficChange.Of("web", before, now, Second));

    private static TrafficReading Reading(long at, params AppTraffic[] apps) => new(apps.ToDictionary(a => a.App), 0, at);

    private static AppTraffic Traffic(long requests, long errors, params (int Milliseconds, long Count)[] latencies) => new()
    {
        App = "web",
        Requests = requests,
        ByClass = [0, requests - errors, 0, 0, errors],
        Latency = new LatencyDistribution(
            [.. latencies.Select(l => new BucketCount(LatencyBuckets.Of(TimeSpan.FromMilliseconds(l.Milliseconds)), l.Count)).OrderBy(l => l.Bucket)]),
    };
}
