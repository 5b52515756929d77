using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Testing.Apps;

/// <summary>
/// An application to test with, in all its forms: the document a user would send, the specification parsed from it, and the record of it.
/// Every <c>With…</c> gives a new builder, so that a base can be shared.
/// </summary>
public sealed record RegisteredApp
{
    /// <summary>When every application built here was registered.</summary>
    public static DateTimeOffset Epoch { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its image.</summary>
    public required string Image { get; init; }

    private JsonObject? Scaling { get; init; }

    private JsonObject? Resources { get; init; }

    private JsonObject? HealthCheck { get; init; }

    private int? HostPort { get; init; }

    private bool IsJob { get; init; }

    private int Replicas { get; init; }

    private AppIntent Intent { get; init; }

    private ImmutableArray<ReplicaRecord> Attempts { get; init; } = [];

    private ImmutableArray<string> EarlierDocuments { get; init; } = [];

    /// <summary>The document, as JSON.</summary>
    public string Document
    {
        get
        {
            var workload = new JsonObject { ["type"] = IsJob ? "job" : "http", ["image"] = Image };
            if (!IsJob)
            {
                var port = new JsonObject { ["containerPort"] = 8080, ["protocol"] = "HTTP" };
                workload["ports"] = new JsonArray(port);
                port["hostPort"] = HostPort;
            }

            var document = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "App",
                ["metadata"] = new JsonObject { ["name"] = Name },
                ["spec"] = workload,
            };
            Put(workload, "resources", Resources);
            Put(document, "scaling", Scaling);
            Put(document, "healthCheck", HealthCheck);
            return document.ToJsonString();
        }
    }

    /// <summary>The specification that the document holds.</summary>
    public AppSpec Spec
    {
        get
        {
            var parse = AppSpecParser.Parse(Document, SpecDefaults.Standard);
            return parse.Spec ?? throw new InvalidOperationException(string.Join("; ", parse.Violations));
        }
    }

    /// <summary>The record of it.</summary>
    public AppRecord Record => new()
    {
        Name = Name,
        Specs = [.. EarlierDocuments.Append(Document).Select((document, i) => new SpecRecord(i + 1, document))],
        Intent = Intent,
        Replicas = Replicas,
        Attempts = [.. Attempts.OrderBy(a => a.Slot).ThenBy(a => a.Attempt)],
        NextAttempt = Attempts.Select(a => a.Attempt).DefaultIfEmpty(0).Max() + 1,
        CreatedAt = Epoch,
        UpdatedAt = Epoch,
    };

    /// <summary>With another image, so that its containers must be replaced.</summary>
    public RegisteredApp WithImage(string image) => this with { Image = image };

    /// <summary>With another image since; the specification so far is an earlier revision.</summary>
    public RegisteredApp RollingOutTo(string image) => this with { Image = image, EarlierDocuments = EarlierDocuments.Add(Document) };

    /// <summary>Running, with so many replicas wanted.</summary>
    public RegisteredApp WithReplicas(int replicas) => this with { Replicas = replicas, Intent = AppIntent.Running };

    /// <summary>With its replicas wanted as before, and something else wanted of it as a whole.</summary>
    public RegisteredApp With(AppIntent intent) => this with { Intent = intent };

    /// <summary>Scaled by the controller, within bounds.</summary>
    public RegisteredApp WithScaling(int min, int max) =>
        this with { Scaling = new JsonObject { ["mode"] = "auto", ["minReplicas"] = min, ["maxReplicas"] = max } };

    /// <summary>Scaled by people.</summary>
    public RegisteredApp WithManualScaling() => this with { Scaling = new JsonObject { ["mode"] = "manual" } };

    /// <summary>A job: without ports, run once.</summary>
    public RegisteredApp AsJob() => this with { IsJob = true };

    /// <summary>With its port published on the host, so that there is one replica at most.</summary>
    public RegisteredApp WithHostPort(int port) => this with { HostPort = port };

    /// <summary>With limits, such as <c>500m</c> and <c>64Mi</c>.</summary>
    public RegisteredApp WithLimits(string cpu, string memory) =>
        this with { Resources = new JsonObject { ["cpu"] = cpu, ["memory"] = memory } };

    /// <summary>Probed at another path.</summary>
    public RegisteredApp WithHealthPath(string path) => this with { HealthCheck = new JsonObject { ["path"] = path } };

    /// <summary>With an attempt decided on.</summary>
    public RegisteredApp WithAttempt(
        int slot, int attempt, int revision = 1, int restarts = 0, ReplicaFailure? cause = null, DateTimeOffset? notBefore = null) =>
        this with { Attempts = Attempts.Add(new ReplicaRecord(slot, attempt, revision, "local", restarts, notBefore ?? Epoch, cause)) };

    private static void Put(JsonObject into, string name, JsonObject? value)
    {
        if (value is not null)
        {
            into[name] = value.DeepClone();
        }
    }
}
