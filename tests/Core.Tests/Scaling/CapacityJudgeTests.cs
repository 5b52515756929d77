using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Scaling;

public sealed class CapacityJudgeTests
{
    private static readonly EngineInfo Host = new("20.10", "1.41", "host", Processors: 2, MemoryBytes: 1L << 30, 0, 0);

    [Fact]
    public void More_processors_in_one_replica_than_the_host_has_are_refused()
    {
        var refusal = CapacityJudge.Judge(Registered.App().WithLimits("2.5", "64Mi").Spec, 1, [], Host);

        Assert.Equal(RefusalKind.InsufficientResources, refusal?.Kind);
        Assert.Equal("'web' asks for 2.5 processors a replica; the host has 2", refusal?.Details);
    }

    [Fact]
    public void Processors_may_be_oversold() =>
        Assert.Null(CapacityJudge.Judge(Registered.App().WithLimits("2", "64Mi").Spec, 5, [], Host));

    [Fact]
    public void As_many_fit_as_the_memory_that_others_left_has_room_for()
    {
        var other = Running(Registered.App("db").WithLimits("100m", "512Mi").Spec, 1);

        Assert.Equal(2, CapacityJudge.MostReplicas(Registered.App().WithLimits("100m", "256Mi").Spec, [other], Host));
        Assert.Equal(0, CapacityJudge.MostReplicas(Registered.App().WithLimits("2.5", "64Mi").Spec, [], Host));
        Assert.Null(CapacityJudge.MostReplicas(Registered.App().Spec, [other], Host));
        Assert.Null(CapacityJudge.MostReplicas(Registered.App().WithLimits("2.5", "64Mi").Spec, [], null));
    }

    [Fact]
    public void Memory_promised_to_all_must_fit_the_host()
    {
        var spec = Registered.App().WithLimits("100m", "256Mi").Spec;
        var other = Running(Registered.App("db").WithLimits("100m", "512Mi").Spec, 1);

        Assert.Null(CapacityJudge.Judge(spec, 2, [other], Host));
        var refusal = CapacityJudge.Judge(spec, 3, [other], Host);
        Assert.Equal(RefusalKind.InsufficientResources, refusal?.Kind);
        Assert.Equal(
            "3 x 256 MiB for 'web' do not fit: the host has 1024 MiB, of which 512 MiB are promised to other applications", refusal?.Details);
    }

    [Fact]
    public void What_the_application_itself_holds_so_far_is_not_counted_twice()
    {
        var spec = Registered.App().WithLimits("100m", "512Mi").Spec;

        Assert.Null(CapacityJudge.Judge(spec, 2, [Running(spec, 2)], Host));
    }

    [Fact]
    public void An_application_without_a_memory_limit_is_promised_nothing() =>
        Assert.Null(CapacityJudge.Judge(Registered.App().Spec, 100, [Running(Registered.App("db").WithLimits("1", "1Gi").Spec, 1)], Host));

    [Fact]
    public void No_replicas_need_nothing_and_an_unknown_host_is_left_to_the_engine()
    {
        var greedy = Registered.App().WithLimits("16", "64Gi").Spec;

        Assert.Null(CapacityJudge.Judge(greedy, 0, [], Host));
        Assert.Null(CapacityJudge.Judge(greedy, 1, [], engine: null));
    }

    private static AppSnapshot Running(AppSpec spec, int replicas) => new()
    {
        Name = spec.Name,
        Revision = 1,
        Spec = spec,
        Document = "{}",
        Status = AppStatus.Running,
        DesiredReplicas = replicas,
        Replicas = [],
        CreatedAt = RegisteredApp.Epoch,
        UpdatedAt = RegisteredApp.Epoch,
    };
}
