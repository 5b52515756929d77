using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Replicas;
using Orchestry.Core.Rollout;

namespace Orchestry.Core.Tests.Apps;

public sealed class RebindDecisionTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableSortedDictionary<string, long> One = Binding.None.Add("secret/db", 1);
    private static readonly ImmutableSortedDictionary<string, long> Two = Binding.None.Add("secret/db", 2);

    private static readonly AppSpec Spec = new()
    {
        Name = AppName.Parse("web"),
        Labels = new Dictionary<string, string>(),
        Image = "web:1",
        Environment = [new("DB", EnvironmentSource.Secret, "db")],
    };

    private static readonly AppRecord Running = new()
    {
        Name = "web",
        Specs = [new SpecRecord(1, "{}") { Bindings = One }],
        Intent = AppIntent.Running,
        Replicas = 1,
        Attempts = [new ReplicaRecord(1, 1, 1, "engine", 0, Now)],
        NextAttempt = 2,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    [Fact]
    public void A_newer_version_is_a_rollout_of_the_same_document()
    {
        var decision = Rebind(Running, Two);

        var record = decision.Record!;
        Assert.Equal((2, "{}", 2L), (record.CurrentSpec.Revision, record.CurrentSpec.Document, record.CurrentSpec.Bindings!["secret/db"]));
        Assert.Equal((1, 2), (record.Rollout!.From, record.Rollout.To));
        Assert.Equal("SecretRotated", Assert.Single(decision.Events).Reason);
        Assert.Same(record, Rebind(record, Two).Record);
    }

    [Fact]
    public void What_nothing_was_made_from_yet_is_bound_without_a_revision_of_its_own()
    {
        var registered = Running with { Attempts = [], Specs = [new SpecRecord(1, "{}")] };

        var decision = AppDecisions.Rebind(registered, Spec, One, _ => true, isAsked: true, Now);

        Assert.Equal((1, 1L), (decision.Record!.CurrentSpec.Revision, decision.Record.CurrentSpec.Bindings!["secret/db"]));
        Assert.Empty(decision.Events);
        Assert.Null(decision.Record.Rollout);
    }

    [Fact]
    public void A_version_that_failed_stays_failed_until_there_is_another()
    {
        var rolledBack = Running with { FailedBindings = Two };

        Assert.Same(rolledBack, Rebind(rolledBack, Two).Record);
        var next = Rebind(rolledBack, Binding.None.Add("secret/db", 3)).Record!;
        Assert.Equal(3, next.CurrentSpec.Bindings!["secret/db"]);
        Assert.Null(next.FailedBindings);
    }

    [Fact]
    public void A_roll_back_returns_to_the_versions_that_served_and_remembers_which_failed()
    {
        var rotating = Rebind(Running, Two).Record!;

        var back = AppDecisions.RollBack(rotating, new RolloutVerdict.GiveUp(rotating.Rollout!, "ill"), _ => Spec, Now).Record!;

        Assert.Equal((3, 1L), (back.CurrentSpec.Revision, back.CurrentSpec.Bindings!["secret/db"]));
        Assert.Equal(2, back.FailedBindings!["secret/db"]);
        Assert.Same(back, Rebind(back, Two).Record);
    }

    [Fact]
    public void Stopped_ones_and_what_was_removed_are_left_as_they_are()
    {
        var stopped = Running with { Intent = AppIntent.Stopped };

        Assert.Same(stopped, Rebind(stopped, Two).Record);
        Assert.Same(Running, Rebind(Running, Binding.None).Record);
    }

    [Fact]
    public void What_is_bound_survives_the_store()
    {
        var record = AppRecordJson.Read(AppRecordJson.Write(Running with { FailedBindings = Two }));

        Assert.Equal((1L, 2L), (record.CurrentSpec.Bindings!["secret/db"], record.FailedBindings!["secret/db"]));
        Assert.Same(record, Rebind(record, Two).Record);
        Assert.DoesNotContain("indings", AppRecordJson.Write(Running with { Specs = [new SpecRecord(1, "{}")] }), StringComparison.Ordinal);
    }

    private static Decision Rebind(AppRecord record, ImmutableSortedDictionary<string, long> newest) =>
        AppDecisions.Rebind(record, Spec, newest, _ => true, isAsked: false, Now);
}
