using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class AppPictureTests
{
    private static readonly DateTimeOffset Probed = RegisteredApp.Epoch.AddMinutes(1);
    private static readonly ObservedReplica Ready = new(
        1, 1, ReplicaPhase.Ready, "c1", "172.20.0.2", RegisteredApp.Epoch, null, null, Probed, 0, 3.5);

    [Fact]
    public void A_replica_is_shown_as_it_was_last_seen_with_what_the_record_knows_of_it()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1, restarts: 2);

        var picture = Of(app, [Ready]);

        Assert.Equal((7, AppStatus.Running, "", 1, 1), (picture.Revision, picture.Status, picture.StatusReason, picture.DesiredReplicas, picture.HealthyReplicas));
        var replica = Assert.Single(picture.Replicas);
        Assert.Equal(("c1", "172.20.0.2", 8080, 1, 2), (replica.Container!.Value.Value, replica.Address, replica.Port, replica.SpecRevision, replica.Restarts));
        Assert.Equal((Probed, 0, 3.5, null), (replica.LastCheck, replica.ConsecutiveFailures, replica.ResponseTimeMs, replica.LastError));
    }

    [Fact]
    public void An_attempt_that_nobody_has_seen_yet_waits_and_says_what_ended_the_one_before_it()
    {
        var picture = Of(Registered.App().WithReplicas(1).WithAttempt(1, 4, restarts: 1, cause: new(FailureKind.Crashed, "exited with code 1", 1)), []);

        Assert.Equal((ReplicaPhase.Waiting, "exited with code 1", 1), picture.Replicas.Select(r => (r.Phase, r.LastError, r.Restarts)).Single());
        Assert.Equal("web-1: waiting for its next try (exited with code 1)", picture.StatusReason);
    }

    [Fact]
    public void What_is_gone_or_in_no_record_is_not_shown()
    {
        var app = Registered.App().WithReplicas(2).WithAttempt(1, 1).WithAttempt(2, 2);

        var picture = Of(app, [Ready, Ready with { Slot = 2, Attempt = 2, Phase = ReplicaPhase.Gone }, Ready with { Attempt = 9 }]);

        Assert.Equal([1], picture.Replicas.Select(r => r.Id.Attempt));
    }

    [Fact]
    public void A_newer_reading_is_shown_and_an_older_one_is_not()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1);
        var newer = new ProbeReading(1, Probed.AddSeconds(1), 2, null, "Connection refused");

        var shown = Of(app, [Ready], newer).Replicas.Single();
        Assert.Equal((newer.LastCheck, 2, null, "Connection refused"), (shown.LastCheck, shown.ConsecutiveFailures, shown.ResponseTimeMs, shown.LastError));
        Assert.Equal(Probed, Of(app, [Ready], newer with { LastCheck = Probed.AddSeconds(-1) }).Replicas.Single().LastCheck);
    }

    [Fact]
    public void A_reading_of_an_earlier_application_of_that_name_is_not_shown()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1);
        var stale = new ProbeReading(1, RegisteredApp.Epoch.AddDays(-1), 2, null, "Connection refused");

        Assert.Null(Of(app, [Ready with { LastCheck = null }], stale).Replicas.Single().LastCheck);
    }

    [Theory]
    [InlineData(ReplicaPhase.Draining)]
    [InlineData(ReplicaPhase.Exited)]
    public void A_reading_says_nothing_of_what_does_not_run_any_more(ReplicaPhase phase)
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1);
        var late = new ProbeReading(1, Probed.AddSeconds(1), 2, null, "Connection refused");

        Assert.Equal("exited with code 1", Of(app, [Ready with { Phase = phase, Error = "exited with code 1" }], late).Replicas.Single().LastError);
    }

    [Theory]
    [InlineData(AppIntent.Running, 0, true)]
    [InlineData(AppIntent.Running, -1, false)]
    [InlineData(AppIntent.Stopped, 0, false)]
    public void Figures_are_shown_of_what_is_wanted_and_not_those_of_an_earlier_application_of_that_name(AppIntent intent, int minutes, bool isShown)
    {
        var app = Registered.App().WithReplicas(1).With(intent);
        var sample = new MetricSample { App = app.Name, At = RegisteredApp.Epoch.AddMinutes(minutes), CpuPercent = 5 };

        var picture = AppPicture.Of(app.Record, [], ImmutableDictionary<int, ProbeReading>.Empty, 7, _ => app.Spec, sample);

        Assert.Equal(isShown ? sample : null, picture.Metrics);
    }

    [Fact]
    public void A_crash_loop_is_an_error_from_the_record_alone()
    {
        var app = Registered.App().WithReplicas(1)
            .WithAttempt(1, 7, restarts: RestartPolicy.CrashLoopAfter, cause: new(FailureKind.Crashed, "exited with code 1", 1));

        var picture = Of(app, []);

        Assert.Equal(AppStatus.Error, picture.Status);
        Assert.EndsWith("crash loop after 6 failures in a row; the last: exited with code 1", picture.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_replica_it_sleeps_and_says_so_where_a_request_may_wake_it()
    {
        var asleep = Of(Registered.App().WithScaling(0, 5).WithReplicas(0), []);

        Assert.Equal((AppStatus.Running, 0, true), (asleep.Status, asleep.DesiredReplicas, asleep.IsAsleep));
        Assert.Equal("asleep: nobody has asked for it, and the next request starts a replica", asleep.StatusReason);
        Assert.True(Assert.Single(RoutingTable.Of(1, [asleep], "localhost").Routes).IsAsleep);
        Assert.False(Of(Registered.App().WithManualScaling().WithReplicas(0), []).IsAsleep);
        Assert.False(Of(Registered.App().WithScaling(0, 5), []).IsAsleep);
    }

    [Fact]
    public void The_policy_set_by_request_is_the_one_in_force()
    {
        var app = Registered.App().WithScaling(1, 5).WithReplicas(1);
        var record = app.Record with { ScalingOverride = app.Spec.Scaling with { MinReplicas = 0 } };

        var picture = AppPicture.Of(record, [], ImmutableDictionary<int, ProbeReading>.Empty, 7, new ParsedSpecs(app.Name, SpecDefaults.Standard).Of);

        Assert.Equal((0, 1), (picture.Scaling.MinReplicas, picture.Spec.Scaling.MinReplicas));
    }

    [Fact]
    public void A_record_whose_specification_is_no_longer_valid_is_an_error_that_says_so()
    {
        var record = Registered.App().Record with { Specs = [new SpecRecord(1, "{}")] };

        var error = Assert.Throws<FormatException>(() => AppPicture.Of(
            record, [], ImmutableDictionary<int, ProbeReading>.Empty, 1, new ParsedSpecs("web", SpecDefaults.Standard).Of));

        Assert.StartsWith("The stored specification of 'web' is no longer valid: ", error.Message, StringComparison.Ordinal);
    }

    private static AppSnapshot Of(RegisteredApp app, ImmutableArray<ObservedReplica> observed, ProbeReading? reading = null) => AppPicture.Of(
        app.Record,
        observed,
        reading is null ? ImmutableDictionary<int, ProbeReading>.Empty : new Dictionary<int, ProbeReading> { [reading.Attempt] = reading },
        7,
        new ParsedSpecs(app.Name, SpecDefaults.Standard).Of);
}
