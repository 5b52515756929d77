using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Health;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Apps;

public sealed class AppSpecParserTests
{
    [Fact]
    public void The_reference_documentation_s_example_is_complete_with_its_defaults()
    {
        var spec = new ADocument().Spec;

        Assert.Equal("my-app", spec.Name.Value);
        Assert.Equal("v1", spec.Labels["version"]);
        Assert.Equal((WorkloadType.Http, "nginx:alpine", 80), (spec.Type, spec.Image, spec.TrafficPort));
        Assert.Equal(ScalingPolicy.Default, spec.Scaling);
        Assert.Equal(ResourceLimits.None, spec.Resources);
    }

    [Fact]
    public void Every_field_of_the_format_is_read()
    {
        var spec = new ADocument()
            .With("spec", """
                {
                  "type": "http", "image": "myapp/api:v2.1.0", "command": ["/bin/api"], "args": ["--port", ""], "workingDir": "/srv",
                  "ports": [{ "containerPort": 9000, "protocol": "TCP", "name": "admin" }, { "containerPort": 8080 }],
                  "resources": { "cpu": "500m", "memory": "1Gi" },
                  "environment": [
                    { "name": "MODE", "value": "" }, { "name": "APP", "source": "sdk", "key": "app.name" },
                    { "name": "PORT", "source": "sdk", "key": "instance.port" }],
                  "volumes": [{ "name": "data", "mountPath": "/data" }, { "hostPath": "/srv/x", "mountPath": "/x", "readOnly": true }]
                }
                """)
            .With("scaling", """
                {
                  "mode": "manual", "minReplicas": 0, "maxReplicas": 9, "targetRPSPerReplica": 1, "maxP95LatencyMs": 2, "maxCPUPercent": 3.5,
                  "maxMemoryPercent": 4, "maxConnPerReplica": 5, "scaleOutThresholdPct": 60, "scaleInThresholdPct": 20, "windowSeconds": 6,
                  "cooldownSeconds": 7, "maxScaleOutStep": 8, "maxScaleInStep": 0, "stabilizationWindowSeconds": 9
                }
                """)
            .With("healthCheck", """
                {
                  "path": "/health?x=1", "port": 8081, "protocol": "HTTP", "method": "POST", "headers": [{ "name": "X-A", "value": "b" }],
                  "body": "{}", "expectedStatusCodes": [204, "300-399"], "initialDelaySeconds": 0, "periodSeconds": 10, "timeoutSeconds": 10,
                  "failureThreshold": 4, "successThreshold": 2
                }
                """).Spec;

        Assert.Equal(8080, spec.TrafficPort);
        Assert.Equal([new PortSpec(9000, PortProtocol.Tcp, "admin"), new PortSpec(8080, PortProtocol.Http, null)], spec.Ports);
        Assert.Equal(new ResourceLimits(500_000_000, 1L << 30), spec.Resources);
        Assert.Equal(["/bin/api"], spec.Command);
        Assert.Equal(["--port", ""], spec.Args);
        Assert.Equal("/srv", spec.WorkingDir);
        Assert.Equal(
            [
                new EnvironmentEntry("MODE", EnvironmentSource.Value, ""), new EnvironmentEntry("APP", EnvironmentSource.Sdk, "app.name"),
                new EnvironmentEntry("PORT", EnvironmentSource.Sdk, "instance.port"),
            ],
            spec.Environment);
        Assert.Equal([new VolumeSpec("data", VolumeKind.Named, "/data", false), new VolumeSpec("/srv/x", VolumeKind.HostPath, "/x", true)], spec.Volumes);
        Assert.Equal(
            new ScalingPolicy
            {
                Mode = ScalingMode.Manual, MinReplicas = 0, MaxReplicas = 9, TargetRpsPerReplica = 1, MaxP95LatencyMs = 2, MaxCpuPercent = 3.5,
                MaxMemoryPercent = 4, MaxConnPerReplica = 5, ScaleOutThresholdPct = 60, ScaleInThresholdPct = 20, WindowSeconds = 6,
                CooldownSeconds = 7, MaxScaleOutStep = 8, MaxScaleInStep = 0, StabilizationWindowSeconds = 9,
            },
            spec.Scaling);
        var check = spec.HealthCheck!;
        Assert.Equal((ProbeProtocol.Http, "/health?x=1", 8081, "POST", "{}"), (check.Protocol, check.Path, check.Port, check.Method, check.Body));
        Assert.Equal([new ProbeHeader("X-A", "b")], check.Headers);
        Assert.Equal([new StatusRange(204, 204), new StatusRange(300, 399)], check.ExpectedStatus);
        Assert.Equal((0, 10, 10), (check.InitialDelay.TotalSeconds, check.Period.TotalSeconds, check.Timeout.TotalSeconds));
        Assert.Equal((4, 2), (check.FailureThreshold, check.SuccessThreshold));
    }

    [Fact]
    public void Null_for_an_optional_field_is_the_same_as_leaving_it_out()
    {
        var spec = new ADocument().With("scaling", "null").With("healthCheck", "null").With("metadata.labels", "null")
            .With("spec.resources", """{"cpu": null}""").With("spec.workingDir", "null").Spec;

        Assert.Equal(ScalingPolicy.Default, spec.Scaling);
        Assert.Equal("my-app", spec.Labels["app"]);
    }

    [Fact]
    public void Defaults_that_are_settings_come_from_the_settings()
    {
        var defaults = new SpecDefaults
        {
            HealthPeriod = TimeSpan.FromSeconds(2), HealthTimeout = TimeSpan.FromSeconds(4), HealthFailureThreshold = 7, CooldownSeconds = 11,
        };

        var spec = AppSpecParser.Parse(ADocument.Small, defaults).Spec!;

        Assert.Equal(11, spec.Scaling.CooldownSeconds);
        Assert.Equal((2, 2, 7), (spec.HealthCheck!.Period.TotalSeconds, spec.HealthCheck.Timeout.TotalSeconds, spec.HealthCheck.FailureThreshold));
    }

    [Fact]
    public void Every_violation_is_reported_with_its_field()
    {
        var violations = new ADocument().With("apiVersion", "2").With("metadata.name", "\"A\"").With("spec.ports[0].containerPort", "0")
            .With("spec.imge", "1").With("scaling.mode", "\"x\"").With("healthCheck.periodSeconds", "0").Violations;

        Assert.Equal(
            ["apiVersion", "healthCheck.periodSeconds", "metadata.name", "scaling.mode", "spec.imge", "spec.ports[0].containerPort"],
            violations.Select(v => v.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void After_fifty_violations_the_rest_is_counted()
    {
        var fields = string.Join(',', Enumerable.Range(0, 70).Select(i => $"\"x{i}\": 1"));

        var violations = new ADocument().With("scaling", $"{{{fields}}}").Violations;

        Assert.Equal(51, violations.Count);
        Assert.Equal("and 20 more", violations[^1].Message);
    }

    [Fact]
    public void A_missing_section_is_not_followed_by_complaints_that_only_follow_from_it() =>
        new ADocument().Without("", "spec").With("healthCheck", "{}").IsRefused("spec", "is required");

    [Fact]
    public void An_offending_value_is_cut_and_made_printable()
    {
        var name = JsonSerializer.Serialize("\u001b[31m\u202e" + new string('a', 500));

        var message = Assert.Single(new ADocument().With("metadata.name", name).Without("metadata", "labels").Violations).Message;

        Assert.DoesNotContain('\u001b', message);
        Assert.DoesNotContain('\u202e', message);
        Assert.Contains("…", message, StringComparison.Ordinal);
        Assert.True(message.Length < 260, message);
    }

    [Theory]
    [InlineData("", "is not valid JSON")]
    [InlineData("{", "is not valid JSON")]
    [InlineData("[]", "must be an object with apiVersion, kind, metadata, spec, scaling, healthCheck, healthChecks, rollout, not a list")]
    [InlineData("null", "is required")]
    public void What_is_no_document_is_refused_as_a_whole(string json, string message)
    {
        var violation = Assert.Single(AppSpecParser.Parse(json, SpecDefaults.Standard).Violations);

        Assert.Equal("", violation.Field);
        Assert.Contains(message, violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_given_twice_is_refused()
    {
        var json = ADocument.Small.Replace("\"kind\": \"App\"", "\"kind\": \"App\", \"kind\": \"App\"", StringComparison.Ordinal);

        Assert.Equal("kind: is given twice", Assert.Single(AppSpecParser.Parse(json, SpecDefaults.Standard).Violations).ToString());
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_in_values_and_names()
    {
        var json = ADocument.Small.Replace("\"nginx:alpine\"", "\"\\ud800\", \"\\udc00\": 1", StringComparison.Ordinal);

        var violations = AppSpecParser.Parse(json, SpecDefaults.Standard).Violations;

        Assert.Contains("not valid Unicode", AppSpecParser.Parse("\"\ud800\"", SpecDefaults.Standard).Violations[0].Message, StringComparison.Ordinal);
        Assert.Equal(
            ["spec.image: must be valid Unicode text", "spec: has a field whose name is not valid Unicode text"],
            violations.Select(v => v.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("apiVersion", "\"v2\"", "must be v1, not 'v2'")]
    [InlineData("apiVersion", "null", "is required and must not be null")]
    [InlineData("kind", "\"app\"", "must be App, not 'app'")]
    [InlineData("metadata.name", "\"My-App\"", "must be lowercase letters, digits and hyphens")]
    [InlineData("metadata.name", "\"a\\u0000b\"", "must not contain NUL characters")]
    [InlineData("metadata.nam", "1", "'nam' is not a field of metadata; did you mean 'name'?")]
    [InlineData("metadata.labels.app", "\"other\"", "must equal the application's name 'my-app', not 'other'")]
    [InlineData("metadata.labels.tier", "5", "must be a string, not the number 5; write it in quotes")]
    [InlineData("metadata.labels.tier", "\"a b\"", "at most 63 letters, digits, '-', '_' or '.'")]
    [InlineData("metadata.labels.tier", "null", "is required and must not be null")]
    [InlineData("Spec", "{}", "'Spec' is not a field of the document; did you mean 'spec'?")]
    [InlineData("healthcheck", "{}", "did you mean 'healthCheck'?")]
    [InlineData("scaling", "[]", "must be an object with mode")]
    [InlineData("spec.type", "\"htp\"", "must be http, tcp, worker or job, not 'htp'")]
    [InlineData("spec.env", "[]", "did you mean 'environment'?")]
    [InlineData("spec.whatever", "[]", "'whatever' is not a field of spec")]
    [InlineData("spec.command", "\"sh\"", "must be a list, not the string 'sh'")]
    [InlineData("spec.command", "[\"\"]", "must begin with the program to run")]
    [InlineData("spec.args[0]", "null", "is required and must not be null")]
    [InlineData("spec.workingDir", "\"srv\"", "must be an absolute path, beginning with '/', not 'srv'")]
    [InlineData("spec.workingDir", "\"/a/../b\"", "must not contain '..'")]
    public void A_broken_rule_says_what_is_wrong_and_what_would_be_right(string path, string json, string message) =>
        (path == "spec.args[0]" ? new ADocument().With("spec.args", "[1]") : new ADocument()).With(path, json).IsRefused(path, message);

    [Theory]
    [InlineData("orchestry.cluster", "are reserved for the controller")]
    [InlineData("-x", "a label's key must be 1 to 63")]
    [InlineData("", "a label's key must be 1 to 63")]
    public void A_label_s_key_has_its_grammar(string key, string message) =>
        new ADocument().With("metadata.labels", $$"""{"{{key}}": "x"}""").IsRefused(
            key == "-x" ? "metadata.labels.-x" : $"metadata.labels[\"{key}\"]", message);

    [Fact]
    public void Text_and_lists_have_bounds()
    {
        new ADocument().With("spec.args", $"[\"{new string('x', 32_769)}\"]").IsRefused("spec.args[0]", "must be at most 32768 bytes long, not 32769");
        new ADocument().With("spec.args", $"[{string.Join(',', Enumerable.Repeat("\"\"", 1001))}]")
            .IsRefused("spec.args", "must have at most 1000 entries, not 1001");
    }
}
