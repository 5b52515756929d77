using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Testing;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Apps;

public sealed class ReadModelProjectionTests : IDisposable
{
    private static readonly DateTimeOffset Probed = RegisteredApp.Epoch.AddMinutes(1);
    private readonly ReadModel _model = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly ReadModelProjection _projection;

    public ReadModelProjectionTests() =>
        _projection = new ReadModelProjection(_model, SpecDefaults.Standard, _logs.CreateLogger<ReadModelProjection>());

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void A_load_shows_what_is_stored_and_nothing_else()
    {
        _projection.Load(new StoreSnapshot(5, [Stored("web", 3), Stored("api", 5)]), []);
        Assert.Equal((5, "api web"), (_model.Revision, Names()));

        _projection.Load(new StoreSnapshot(8, [Stored("web", 3), new(new("config", "default", "web"), 8, "{}", null)]), []);

        Assert.Equal((8, "web"), (_model.Revision, Names()));
    }

    [Fact]
    public void What_shows_the_same_after_a_load_is_the_same_reference()
    {
        _projection.Load(new StoreSnapshot(5, [Stored("web", 3), Stored("api", 5)]), []);
        var (web, api) = (Find("web"), Find("api"));

        _projection.Load(new StoreSnapshot(6, [Stored("web", 3), Stored("api", 6, replicas: 2)]), []);

        Assert.Same(web, Find("web"));
        Assert.NotSame(api, Find("api"));
    }

    [Fact]
    public void A_load_after_stepping_down_replaces_what_this_node_showed_and_could_not_write()
    {
        _projection.Load(new StoreSnapshot(5, [Stored("web", 5)]), []);
        _model.Publish(Find("web")! with { Revision = 9, Status = AppStatus.Error });

        _projection.Load(new StoreSnapshot(7, [Stored("web", 7)]), []);

        Assert.Equal((7, AppStatus.Running), (Find("web")!.Revision, Find("web")!.Status));
    }

    [Fact]
    public void Changes_are_applied_and_an_older_revision_never_replaces_a_newer_one()
    {
        _projection.Load(new StoreSnapshot(5, [Stored("web", 5)]), []);

        Apply(7, Stored("web", 7, replicas: 3), Stored("api", 6));
        Apply(7, Stored("web", 6, replicas: 2));

        Assert.Equal((7, 3), (_model.Revision, Find("web")!.DesiredReplicas));
        Assert.NotNull(Find("api"));
    }

    [Fact]
    public void A_removed_application_is_gone_and_may_come_back()
    {
        _projection.Load(new StoreSnapshot(5, [Stored("web", 5)]), []);

        _projection.Apply(6, [(Key("web"), null)]);
        Assert.Equal((6, ""), (_model.Revision, Names()));
        Apply(7, Stored("web", 7));

        Assert.Equal("web", Names());
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_logged_and_hurts_no_other()
    {
        foreach (var bad in new[] { "not json", "{}", AppRecordJson.Write(Registered.App("bad").Record with { Specs = [new SpecRecord(1, "{}")] }) })
        {
            _projection.Load(new StoreSnapshot(5, [new(Key("bad"), 4, bad, null), Stored("web", 5)]), []);
            Assert.Equal("web", Names());
            Apply(6, Stored("bad", 6));
            Assert.Equal("bad web", Names());
            Apply(7, new(Key("bad"), 7, bad, null), Stored("api", 7));
            Assert.Equal("api web", Names());
        }

        Apply(8, Stored("web", 8) with { Status = """[{"slot":1,"attempt":1,"phase":"Levitating"}]""" });
        Assert.Equal("api", Names());
        Assert.Equal(7, _logs.WithId(2008).Count);
    }

    [Fact]
    public void Readings_are_shown_when_they_come_and_stay_when_the_application_changes()
    {
        _projection.Load(new StoreSnapshot(5, [Stored("web", 5)]), []);

        _projection.Show([Readings("web", failures: 1), Readings("unknown", failures: 1)]);
        Assert.Equal((5, 1), (Find("web")!.Revision, Find("web")!.Replicas[0].ConsecutiveFailures));
        Apply(6, Stored("web", 6, replicas: 2));

        Assert.Equal((6, 1), (Find("web")!.Revision, Find("web")!.Replicas[0].ConsecutiveFailures));
    }

    [Fact]
    public void Readings_that_come_before_their_application_are_shown_with_it()
    {
        _projection.Load(new StoreSnapshot(5, []), [Readings("web", failures: 1)]);

        Apply(6, Stored("web", 6));

        Assert.Equal(1, Find("web")!.Replicas[0].ConsecutiveFailures);
    }

    [Fact]
    public void A_specification_is_parsed_once_as_long_as_its_document_is_the_same()
    {
        _projection.Load(new StoreSnapshot(5, [Stored("web", 5)]), []);
        var spec = Find("web")!.Spec;

        Apply(6, Stored("web", 6, replicas: 2));
        Assert.Same(spec, Find("web")!.Spec);
        _projection.Apply(8, [(Key("web"), Resource(Registered.App("web").WithImage("web:2"), 8))]);

        Assert.Equal("web:2", Find("web")!.Spec.Image);
    }

    private static ResourceKey Key(string app) => new(AppRecordJson.Kind, "default", app);

    private static Resource Stored(string app, long revision, int replicas = 1) =>
        Resource(Registered.App(app).WithReplicas(replicas).WithAttempt(1, 1), revision);

    private static Resource Resource(RegisteredApp app, long revision)
    {
        ImmutableArray<ObservedReplica> seen = [new(1, 1, ReplicaPhase.Ready, "c1", "172.20.0.2", RegisteredApp.Epoch, null)];
        return new Resource(Key(app.Name), revision, AppRecordJson.Write(app.Record), AppRecordJson.Write(seen));
    }

    private static AppReadings Readings(string app, int failures) =>
        new("default", app, [new ProbeReading(1, Probed, failures, null, "Connection refused")]);

    private void Apply(long revision, params Resource[] changed) =>
        _projection.Apply(revision, [.. changed.Select(r => (r.Key, (Resource?)r))]);

    private AppSnapshot? Find(string app) => _model.Find(AppName.Parse(app));

    private string Names() => string.Join(" ", _model.Apps.Select(a => a.Name.Value));
}
