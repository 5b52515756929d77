using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Health;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Deployments;

public sealed class RingDeploymentReaderTests
{
    private const string Worker = """{"name": "my-app", "runtime": "docker", "namespace": "production", "kind": "worker", "replicas": 3, "image": "nginx:1.21"}""";

    [Fact]
    public void The_references_worker_is_read()
    {
        var read = Read(Worker, "labels", """{"app": "nginx", "version": "1.21"}""", "secrets", """{"ENV": "production", "DEBUG": "false"}""",
            "volumes", """["/srv/data:/app/data"]""");

        var spec = read.Spec;
        Assert.Equal(("my-app", "production", WorkloadType.Worker, "nginx:1.21", 3), (spec.Name.Value, spec.Namespace.Value, spec.Type, spec.Image, read.Replicas));
        Assert.Equal((ScalingMode.Manual, 3, 3), (spec.Scaling.Mode, spec.Scaling.MinReplicas, spec.Scaling.MaxReplicas));
        Assert.Equal("app=nginx version=1.21", string.Join(' ', spec.ContainerLabels.Select(l => $"{l.Key}={l.Value}")));
        Assert.Equal(
            [
                new EnvironmentEntry("ENV", EnvironmentSource.Sealed, "production/my-app/ENV=production"),
                new EnvironmentEntry("DEBUG", EnvironmentSource.Sealed, "production/my-app/DEBUG=false"),
            ],
            spec.Environment);
        Assert.Equal([new VolumeSpec("/srv/data", VolumeKind.HostPath, "/app/data", false)], spec.Volumes);
        Assert.Empty(spec.HealthChecks);
    }

    [Fact]
    public void The_references_job_is_read()
    {
        var read = Read("""{"name": "migration", "runtime": "docker", "kind": "job", "replicas": 1, "image": "myapp:latest", "command": ["npm", "run", "migrate"]}""");

        Assert.Equal((WorkloadType.Job, "default", 1), (read.Spec.Type, read.Spec.Namespace.Value, read.Replicas));
        Assert.Equal(["npm", "run", "migrate"], read.Spec.Args);
        Assert.Empty(read.Spec.Command);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var read = Read("""{"name": "web", "image": "web"}""");

        Assert.Equal((WorkloadType.Worker, "default", 1, ImagePullSpec.Default), (read.Spec.Type, read.Spec.Namespace.Value, read.Replicas, read.Spec.ImagePull));
    }

    [Fact]
    public void What_is_kept_holds_no_secret_in_the_clear()
    {
        var (deployment, _) = RingDeploymentReader.Read(
            JsonElement.Parse("""
                {"name": "web", "image": "web", "secrets": {"PASSWORD": "hunter2"}, "config": {"username": "ci", "password": "hunter2"}}
                """),
            SpecDefaults.Standard, new Sealer());

        Assert.DoesNotContain("hunter2", deployment!.Document, StringComparison.Ordinal);
        Assert.Equal("sealed", deployment.Spec.ImagePull.SealedPassword);
    }

    [Fact]
    public void A_worker_with_a_port_of_tcp_is_routed_to_and_gets_traffic_when_it_accepts_connections()
    {
        var spec = Read(Worker, "replicas", "1", "ports", """[{"published": 5353, "target": 53, "protocol": "udp"}, {"published": 8080, "target": 80, "host_ip": "0.0.0.0"}, {"target": 90}]""").Spec;

        Assert.Equal((WorkloadType.Http, 80), (spec.Type, spec.TrafficPort));
        Assert.Equal(
            [
                new PortSpec(53, PortProtocol.Udp, null, new PublishedPort(5353, "127.0.0.1")),
                new PortSpec(80, PortProtocol.Http, null, new PublishedPort(8080, "0.0.0.0")),
                new PortSpec(90, PortProtocol.Tcp, null),
            ],
            spec.Ports);
        var check = Assert.Single(spec.HealthChecks);
        Assert.Equal((ProbeProtocol.Tcp, 80, HealthCheckFailure.Alert, true), (check.Protocol, check.Port, check.OnFailure, check.IsReadiness));
    }

    [Fact]
    public void Whoever_wants_no_check_at_all_says_so()
    {
        Assert.Empty(Read(Worker, "ports", """[{"target": 80}]""", "health_checks", "[]").Spec.HealthChecks);
    }

    [Fact]
    public void Health_checks_of_every_type_are_read()
    {
        var checks = Read(Worker, "health_checks", """
            [
              {"type": "tcp", "port": 5432},
              {"type": "http", "url": "http://localhost:8080/health?full=%20", "interval": "2m", "timeout": "3000ms", "threshold": 5, "on_failure": "stop"},
              {"type": "command", "command": "pg_isready -q", "on_failure": "alert", "readiness": true, "min_healthy_time": "15s"}
            ]
            """).Spec.HealthChecks;

        Assert.Equal([ProbeProtocol.Tcp, ProbeProtocol.Http, ProbeProtocol.Command], checks.Select(c => c.Protocol));
        Assert.Equal((5432, 10, 5, 3, HealthCheckFailure.Restart, false), (
            checks[0].Port, checks[0].Period.TotalSeconds, checks[0].Timeout.TotalSeconds, checks[0].FailureThreshold, checks[0].OnFailure, checks[0].IsReadiness));
        Assert.Equal((8080, "/health?full=%20", 120, 3, 5, HealthCheckFailure.Stop), (
            checks[1].Port, checks[1].Path, checks[1].Period.TotalSeconds, checks[1].Timeout.TotalSeconds, checks[1].FailureThreshold, checks[1].OnFailure));
        Assert.Equal(["sh", "-c", "pg_isready -q"], checks[2].Command);
        Assert.Equal((true, 15), (checks[2].IsReadiness, checks[2].MinHealthy.TotalSeconds));
    }

    [Fact]
    public void Volumes_are_read_in_every_form()
    {
        var volumes = Read(Worker, "volumes", """
            [
              "/srv/a:/a", "/srv/b:/b:ro", "data:/c:rw",
              {"type": "bind", "source": "/srv/d", "destination": "/d", "permission": "ro"},
              {"type": "volume", "source": "cache", "destination": "/e", "driver": "local"},
              {"type": "config", "source": "app-config", "destination": "/etc/app.json", "key": "app"}
            ]
            """).Spec.Volumes;

        Assert.Equal(
            [
                new VolumeSpec("/srv/a", VolumeKind.HostPath, "/a", false),
                new VolumeSpec("/srv/b", VolumeKind.HostPath, "/b", true),
                new VolumeSpec("data", VolumeKind.Named, "/c", false),
                new VolumeSpec("/srv/d", VolumeKind.HostPath, "/d", true),
                new VolumeSpec("cache", VolumeKind.Named, "/e", false),
                new VolumeSpec("app-config", VolumeKind.Config, "/etc/app.json", true, "app"),
            ],
            volumes);
    }

    [Fact]
    public void Resources_image_pull_labels_of_a_list_and_references_to_secrets_are_read()
    {
        var spec = Read(
            Worker,
            "resources", """{"limits": {"cpu": "500m", "memory": "256Mi"}, "requests": {"cpu": 0.1, "memory": "64Mi"}}""",
            "config", """{"image_pull_policy": "Always", "server": "registry.local:5000", "username": "ci", "password": "secret"}""",
            "labels", """["team=a=b", "empty="]""",
            "secrets", """{"A": {"secretRef": "database"}, "B": {"secretRef": "database", "field": "user"}}""",
            "environment", """{"C": "c"}""").Spec;

        Assert.Equal(new ResourceLimits(500_000_000, 256 << 20, 100_000_000, 64 << 20), spec.Resources);
        Assert.Equal(new ImagePullSpec(ImagePullPolicy.Always, "registry.local:5000", "ci", "production/my-app:secret"), spec.ImagePull);
        Assert.Equal(("a=b", ""), (spec.ContainerLabels["team"], spec.ContainerLabels["empty"]));
        Assert.Equal(
            [
                new EnvironmentEntry("A", EnvironmentSource.Secret, "database"),
                new EnvironmentEntry("B", EnvironmentSource.Secret, "database", "user"),
                new EnvironmentEntry("C", EnvironmentSource.Sealed, "production/my-app/C=c"),
            ],
            spec.Environment);
    }

    [Theory]
    [InlineData("imagee", "\"x\"", "imagee", "did you mean 'image'?")]
    [InlineData("kind", "\"cron\"", "kind", "must be worker or job, not 'cron'")]
    [InlineData("name", "\"My App\"", "name", "must be lowercase letters")]
    [InlineData("name", "null", "name", "is required")]
    [InlineData("namespace", "\"A\"", "namespace", "lowercase letters")]
    [InlineData("image", "\"a b\"", "image", "an image is written")]
    [InlineData("replicas", "101", "replicas", "must be an integer from 0 to 100")]
    [InlineData("replicas", "\"3\"", "replicas", "write it without quotes")]
    [InlineData("command", "\"npm run\"", "command", "must be a list")]
    [InlineData("labels", """{"orchestry.app": "x"}""", "labels[\"orchestry.app\"]", "of the controller's own")]
    [InlineData("labels", """{"ring_deployment": "x"}""", "labels.ring_deployment", "of the controller's own")]
    [InlineData("labels", """["x"]""", "labels[0]", "must be written key=value")]
    [InlineData("labels", """["x=1", "x=2"]""", "labels[1]", "is given already")]
    [InlineData("labels", """{"x": 1}""", "labels.x", "write it in quotes")]
    [InlineData("secrets", """{"A": 1}""", "secrets.A", "write it in quotes")]
    [InlineData("secrets", """{"1A": "x"}""", "secrets.1A", "not begin with a digit")]
    [InlineData("secrets", """{"A": {"secretRef": "x", "feld": "y"}}""", "secrets.A.feld", "did you mean 'field'?")]
    [InlineData("volumes", """["/srv/a"]""", "volumes[0]", "must be written source:destination")]
    [InlineData("volumes", """["/srv/a:/a:xx"]""", "volumes[0]", "must be written source:destination")]
    [InlineData("volumes", """["/etc:/a"]""", "volumes[0]", "would give the container control over the host")]
    [InlineData("volumes", """[{"type": "bind", "source": "/proc", "destination": "/a"}]""", "volumes[0].source", "control over the host")]
    [InlineData("volumes", """[{"type": "bind", "source": "/srv", "destination": "a"}]""", "volumes[0].destination", "absolute path")]
    [InlineData("volumes", """[{"source": "data", "destination": "/a", "driver": "nfs"}]""", "volumes[0].driver", "must be local")]
    [InlineData("volumes", """[{"type": "config", "source": "c", "destination": "/a", "permission": "rw"}]""", "volumes[0].permission", "must be ro for a config")]
    [InlineData("volumes", """[{"source": "data", "destination": "/a", "key": "k"}]""", "volumes[0].key", "has no effect but with type config")]
    [InlineData("ports", """[{"published": 80}]""", "ports[0].target", "is required")]
    [InlineData("ports", """[{"published": 0, "target": 80}]""", "ports[0].published", "from 1 to 65535")]
    [InlineData("ports", """[{"target": 80, "protocol": "sctp"}]""", "ports[0].protocol", "must be tcp or udp")]
    [InlineData("ports", """[{"target": 80, "host_ip": "127.0.0.1"}]""", "ports[0].host_ip", "has no effect without published")]
    [InlineData("ports", """[{"target": 80, "published": 80, "host_ip": "here"}]""", "ports[0].host_ip", "must be an address of the host")]
    [InlineData("ports", """[{"target": 80}, {"target": 80}]""", "ports[1].target", "listed already")]
    [InlineData("config", """{"image_pull_policy": "Sometimes"}""", "config.image_pull_policy", "IfNotPresent, Always or Never")]
    [InlineData("config", """{"password": "x"}""", "config.username", "is required beside password")]
    [InlineData("config", """{"username": "x"}""", "config", "is required beside username")]
    [InlineData("resources", """{"limits": {"cpu": "much"}}""", "resources.limits.cpu", "an amount of processors")]
    [InlineData("resources", """{"limits": {"memory": "64Mi"}, "requests": {"memory": "128Mi"}}""", "resources.requests.memory", "must be at most resources.limits.memory (64Mi)")]
    [InlineData("resources", """{"limit": {}}""", "resources.limit", "did you mean 'limits'?")]
    [InlineData("health_checks", """[{"type": "ftp"}]""", "health_checks[0].type", "must be tcp, http or command")]
    [InlineData("health_checks", """[{"type": "tcp"}]""", "health_checks[0].port", "is required")]
    [InlineData("health_checks", """[{"type": "tcp", "port": 1, "url": "http://localhost/"}]""", "health_checks[0].url", "has no effect with type tcp")]
    [InlineData("health_checks", """[{"type": "http", "url": "http://example.org/"}]""", "health_checks[0].url", "localhost being the container")]
    [InlineData("health_checks", """[{"type": "http", "url": "https://localhost/"}]""", "health_checks[0].url", "localhost being the container")]
    [InlineData("health_checks", """[{"type": "tcp", "port": 1, "interval": "10"}]""", "health_checks[0].interval", "written as 10s, 2m or 5000ms")]
    [InlineData("health_checks", """[{"type": "tcp", "port": 1, "timeout": "1500ms"}]""", "health_checks[0].timeout", "must be whole seconds")]
    [InlineData("health_checks", """[{"type": "tcp", "port": 1, "timeout": "20s"}]""", "health_checks[0].timeout", "must be at most interval (10)")]
    [InlineData("health_checks", """[{"type": "tcp", "port": 1, "on_failure": "explode"}]""", "health_checks[0].on_failure", "restart, stop or alert")]
    [InlineData("health_checks", """[{"type": "tcp", "port": 1, "min_healthy_time": "5s"}]""", "health_checks[0].min_healthy_time", "has no effect on a check that is not of readiness")]
    public void What_breaks_a_rule_is_named_by_its_own_field(string field, string json, string path, string message)
    {
        var violations = Violations(With(With(Worker, "replicas", "1"), field, json));

        var violation = Assert.Single(violations);
        Assert.Equal(path, violation.Field);
        Assert.Contains(message, violation.Message, StringComparison.Ordinal);
        // The words of the document behind it mean nothing to who wrote the body.
        Assert.DoesNotContain("metadata.", violation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_port_can_not_be_had_by_several()
    {
        var violation = Assert.Single(Violations(With(Worker, "ports", """[{"target": 80, "published": 8080}]""")));

        Assert.Equal("replicas", violation.Field);
        Assert.Contains("no two containers can have the same port of the host", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_broken_rule_is_listed_at_once()
    {
        var violations = Violations("""
            {"kind": "job", "replicas": 2, "image": "a b", "volumes": ["x"], "secrets": {"A": "1"}, "environment": {"A": "2"}, "health_checks": [{"type": "tcp"}]}
            """);

        Assert.Equal(
            ["environment.A", "health_checks", "health_checks[0].port", "image", "name", "replicas", "volumes[0]"], violations.Select(v => v.Field).Order());
    }

    [Theory]
    [InlineData("""{"runtime": "podman"}""", "podman")]
    [InlineData("""{"runtime": "docker"}""", null)]
    [InlineData("""{"runtime": 1}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    public void Another_runtime_is_noticed(string body, string? runtime) => Assert.Equal(runtime, RingDeploymentReader.OtherRuntime(JsonElement.Parse(body)));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void What_is_no_object_is_no_deployment(string body) => Assert.Equal("", Assert.Single(Violations(body)).Field);

    private static RingDeployment Read(string body, params string[] changes)
    {
        for (var i = 0; i < changes.Length; i += 2)
        {
            body = With(body, changes[i], changes[i + 1]);
        }

        var (deployment, violations) = RingDeploymentReader.Read(JsonElement.Parse(body), SpecDefaults.Standard, new PlainSealer());
        Assert.Empty(violations);
        return deployment!;
    }

    private static IReadOnlyList<Core.Orchestration.Violation> Violations(string body)
    {
        var (deployment, violations) = RingDeploymentReader.Read(JsonElement.Parse(body), SpecDefaults.Standard, new PlainSealer());
        Assert.Null(deployment);
        return violations;
    }

    private static string With(string body, string field, string json)
    {
        var changed = JsonNode.Parse(body)!;
        changed[field] = JsonNode.Parse(json);
        return changed.ToJsonString();
    }

    private sealed class Sealer : IRingSealer
    {
        public string Value(NamespaceName @namespace, AppName app, string variable, string value) => "sealed";

        public string Password(NamespaceName @namespace, AppName app, string password) => "sealed";
    }
}
