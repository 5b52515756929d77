using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class AppRecordJsonTests
{
    private static readonly AppRecord Whole = Registered.App().WithReplicas(2).RollingOutTo("web:2")
        .WithAttempt(1, 4, revision: 2, restarts: 3, cause: new ReplicaFailure(FailureKind.Crashed, "exited with code 1", 1))
        .WithAttempt(2, 2).Record with
        {
            KeepData = true,
            Force = true,
            StopGraceSeconds = 7,
            LastScaledAt = RegisteredApp.Epoch.AddMinutes(5),
        };

    [Fact]
    public void What_was_written_is_read_again_to_the_last_member()
    {
        var read = AppRecordJson.Read(AppRecordJson.Write(Whole));

        Assert.Equal(Whole.Specs.AsEnumerable(), read.Specs);
        Assert.Equal(Whole.Attempts.AsEnumerable(), read.Attempts);
        Assert.Equal(Whole with { Specs = read.Specs, Attempts = read.Attempts }, read);
    }

    [Fact]
    public void The_users_document_is_kept_word_for_word()
    {
        const string Odd = "{ \"a\":0.50,\t\"b\":\"\\u00e4\" }";

        Assert.Equal(Odd, AppRecordJson.Read(AppRecordJson.Write(Whole with { Specs = [new SpecRecord(1, Odd)] })).CurrentSpec.Document);
    }

    [Fact]
    public void Members_that_a_newer_version_has_added_are_passed_over()
    {
        var newer = JsonNode.Parse(AppRecordJson.Write(Whole))!;
        newer["placement"] = new JsonObject { ["zone"] = "b" };
        newer["attempts"]![0]!["weight"] = 3;

        Assert.Equal(Whole.Attempts.AsEnumerable(), AppRecordJson.Read(newer.ToJsonString()).Attempts);
    }

    [Fact]
    public void Members_that_an_older_version_did_not_have_take_their_default()
    {
        var older = JsonNode.Parse(AppRecordJson.Write(Whole))!.AsObject();
        older.Remove("keepData");
        older.Remove("lastScaledAt");

        var read = AppRecordJson.Read(older.ToJsonString());

        Assert.False(read.KeepData);
        Assert.Null(read.LastScaledAt);
    }

    [Fact]
    public void Only_what_was_decided_is_stored_not_what_follows_from_it()
    {
        var stored = JsonNode.Parse(AppRecordJson.Write(Whole))!;

        Assert.Null(stored["desired"]);
        Assert.Null(stored["currentSpec"]);
        Assert.Equal(["kind", "message", "exitCode"], stored["attempts"]![0]!["cause"]!.AsObject().Select(m => m.Key));
    }

    [Fact]
    public void The_observed_state_has_a_stored_form_as_well() => Assert.Equal(
        """[{"slot":1,"attempt":4,"phase":"Ready","container":"c1","address":"172.20.0.2"}]""",
        AppRecordJson.Write([new ObservedReplica(1, 4, ReplicaPhase.Ready, "c1", "172.20.0.2", null, null)]));

    [Fact]
    public void The_observed_state_is_read_again_to_the_last_member()
    {
        ObservedReplica[] seen =
        [
            new(1, 4, ReplicaPhase.Exited, "c1", "172.20.0.2", RegisteredApp.Epoch, "exited with code 1",
                new ReplicaFailure(FailureKind.Crashed, "exited with code 1", 1), RegisteredApp.Epoch.AddTicks(1), 2, 1.5),
            new(2, 5, ReplicaPhase.Waiting, null, null, null, null),
        ];

        Assert.Equal(seen, AppRecordJson.ReadObserved(AppRecordJson.Write([.. seen])).AsEnumerable());
    }

    [Fact]
    public void The_observed_state_that_an_older_version_stored_is_understood()
    {
        var seen = AppRecordJson.ReadObserved(
            """[{"slot":1,"attempt":4,"phase":"Exited","container":"c1","address":"172.20.0.2","startedAt":"2026-01-01T00:00:00+00:00","error":"exited with code 1"},{"slot":2,"attempt":5,"phase":"Waiting"}]""");

        Assert.Equal([ReplicaPhase.Exited, ReplicaPhase.Waiting], seen.Select(r => r.Phase));
        Assert.Equal([new ReplicaFailure(FailureKind.Crashed, "exited with code 1"), null], seen.Select(r => r.Cause));
        Assert.Equal(RegisteredApp.Epoch, seen[0].StartedAt);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    public void Where_nothing_was_observed_nothing_is_read(string? json) => Assert.Empty(AppRecordJson.ReadObserved(json));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"name":"web"}""")]
    public void What_is_not_a_record_of_ours_is_an_error(string json) => Assert.ThrowsAny<JsonException>(() => AppRecordJson.Read(json));
}
