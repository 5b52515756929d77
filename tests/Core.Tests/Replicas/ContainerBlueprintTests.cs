using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Replicas;

public sealed class ContainerBlueprintTests
{
    private static readonly ReplicaId Id = new(AppName.Parse("web"), 2, 7);
    private static readonly PlacementContext Context = new("blue", "orchestry", 3, 4, DefaultNanoCpus: 0, DefaultMemoryBytes: 0);

    [Fact]
    public void The_name_tells_cluster_application_slot_and_attempt() =>
        Assert.Equal("blue.web-2-7", ContainerBlueprint.ContainerName("blue", Id));

    [Fact]
    public void No_two_attempts_share_a_name() => Prop.ForAll(Ids, Ids, (one, other) =>
        (one == other) == (ContainerBlueprint.ContainerName(one.Cluster, one.Id) == ContainerBlueprint.ContainerName(other.Cluster, other.Id)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Two_applications_never_share_a_volume_by_its_name_whatever_the_cluster_calls_them()
    {
        var names =
            from @namespace in new[] { "default", "web", "staging", "staging-web" }
            from app in new[] { "web", "staging", "db", "default" }
            from volume in new[] { "data", "web.data", "staging_web.data", "web_data" }
            let spec = Registered.App().Spec with { Namespace = NamespaceName.Parse(@namespace), Name = AppName.Parse(app) }
            let name = ContainerBlueprint.VolumeName("blue", spec, volume)
            select (Name: name, Owner: (@namespace, app), Prefix: ContainerBlueprint.VolumePrefix("blue", spec));
        var all = names.ToArray();

        Assert.Distinct(all.Select(n => n.Name));
        Assert.All(all, one => Assert.All(all, other => Assert.Equal(one.Owner == other.Owner, one.Name.StartsWith(other.Prefix, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_labels_let_a_later_leader_know_the_container_again_whatever_the_user_labelled()
    {
        var spec = Registered.App().Spec with { Labels = new Dictionary<string, string> { ["tier"] = "front", [ContainerLabels.Cluster] = "somebody-else" } };

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["tier"] = "front",
                ["orchestry.cluster"] = "blue",
                ["orchestry.app"] = "web",
                ["orchestry.namespace"] = "default",
                ["ring_deployment"] = "web",
                ["orchestry.replica"] = "2",
                ["orchestry.attempt"] = "7",
                ["orchestry.revision"] = "5",
                ["orchestry.term"] = "3",
            },
            For(spec).Labels);
    }

    [Fact]
    public void Labels_of_the_containers_alone_win_over_the_applications_and_lose_to_the_controllers()
    {
        var labels = For(Registered.App().Spec with
        {
            ContainerLabels = new Dictionary<string, string> { ["app"] = "nginx", ["team"] = "a b", [ContainerLabels.App] = "somebody-else" },
        }).Labels;

        Assert.Equal(("nginx", "a b", "web"), (labels["app"], labels["team"], labels[ContainerLabels.App]));
    }

    [Fact]
    public void What_the_specification_asks_for_is_what_the_engine_is_asked_for()
    {
        var container = For(Registered.App().WithLimits("500m", "64Mi").Spec with
        {
            Command = ["/bin/serve"],
            Args = ["--fast"],
            WorkingDir = "/srv",
            Volumes = [new VolumeSpec("data", VolumeKind.Named, "/data", false), new VolumeSpec("/etc/web", VolumeKind.HostPath, "/etc/web", true)],
        });

        Assert.Equal("web:1", container.Image);
        Assert.Equal(["/bin/serve"], container.Entrypoint);
        Assert.Equal(["--fast"], container.Arguments);
        Assert.Equal("/srv", container.WorkingDirectory);
        Assert.Equal((500_000_000, 64L << 20), (container.NanoCpus, container.MemoryBytes));
        Assert.Equal([new MountSpec("blue.web.data", "/data", false, false), new MountSpec("/etc/web", "/etc/web", true, true)], container.Mounts);
        Assert.Equal([new ExposedPort(8080)], container.ExposedPorts);
        Assert.Equal("orchestry", container.Network);
    }

    [Fact]
    public void Published_ports_and_requests_reach_the_engine()
    {
        var container = For(Registered.App().Spec with
        {
            Ports =
            [
                new PortSpec(8080, PortProtocol.Http, null, new PublishedPort(80, "0.0.0.0")),
                new PortSpec(53, PortProtocol.Udp, null, new PublishedPort(5353, "127.0.0.1")),
            ],
            Resources = new ResourceLimits(0, 0, 1_500_000_000, 64L << 20),
        });

        Assert.Equal([new ExposedPort(8080, false, 80, "0.0.0.0"), new ExposedPort(53, true, 5353, "127.0.0.1")], container.ExposedPorts);
        Assert.Equal((1536, 64L << 20), (container.CpuShares, container.MemoryReservationBytes));
    }

    [Fact]
    public void No_more_memory_is_reserved_than_the_controller_lets_a_container_have() => Assert.Equal(
        32L << 20,
        ContainerBlueprint.For(
            Id, Record, Registered.App().Spec with { Resources = new ResourceLimits(0, 0, 0, 64L << 20) }, Context with { DefaultMemoryBytes = 32L << 20 })
            .MemoryReservationBytes);

    [Fact]
    public void The_controllers_limits_hold_where_the_specification_names_none()
    {
        var context = Context with { DefaultNanoCpus = 1_000_000_000, DefaultMemoryBytes = 1L << 30 };

        var unlimited = ContainerBlueprint.For(Id, Record, Registered.App().Spec, context);
        var limited = ContainerBlueprint.For(Id, Record, Registered.App().WithLimits("500m", "64Mi").Spec, context);

        Assert.Equal((1_000_000_000, 1L << 30), (unlimited.NanoCpus, unlimited.MemoryBytes));
        Assert.Equal((500_000_000, 64L << 20), (limited.NanoCpus, limited.MemoryBytes));
    }

    [Fact]
    public void What_the_controller_knows_is_put_into_the_environment()
    {
        var environment = For(Registered.App().Spec with
        {
            Environment =
            [
                new EnvironmentEntry("MODE", EnvironmentSource.Value, "fast"),
                new EnvironmentEntry("APP", EnvironmentSource.Sdk, "app.name"),
                new EnvironmentEntry("REPLICAS", EnvironmentSource.Sdk, "app.replicas"),
                new EnvironmentEntry("PORT", EnvironmentSource.Sdk, "instance.port"),
            ],
        }).Environment;

        Assert.Equal(
            new Dictionary<string, string> { ["MODE"] = "fast", ["APP"] = "web", ["REPLICAS"] = "4", ["PORT"] = "8080" }, environment);
    }

    [Fact]
    public void A_key_the_parser_should_have_refused_is_a_bug_and_says_so()
    {
        var spec = Registered.App().Spec with { Environment = [new EnvironmentEntry("IP", EnvironmentSource.Sdk, "instance.ip")] };

        var error = Assert.Throws<ArgumentException>(() => For(spec));

        Assert.StartsWith("The specification of 'web' was accepted with the unknown key 'instance.ip'.", error.Message, StringComparison.Ordinal);
    }

    private static ReplicaRecord Record => new(2, 7, 5, "local", 0, RegisteredApp.Epoch);

    // Few and similar names, so that a clash would be met.
    private static Arbitrary<(string Cluster, ReplicaId Id)> Ids => (
        from cluster in Gen.Elements("a", "a-1", "b")
        from app in Gen.Elements("a", "a-1", "a-1-1", "1", "1-1", "b-a")
        from slot in Gen.Choose(1, 12)
        from attempt in Gen.Choose(1, 12)
        select (cluster, new ReplicaId(AppName.Parse(app), slot, attempt))).ToArbitrary();

    private static ContainerSpec For(AppSpec spec) => ContainerBlueprint.For(Id, Record, spec, Context);
}
