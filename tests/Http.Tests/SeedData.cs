using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Http.Tests;

/// <summary>The applications of the reference's examples.</summary>
internal static class SeedData
{
    public const string Document =
        """
        {
          "apiVersion": "v1", "kind": "App",
          "metadata": { "name": "my-app", "labels": { "app": "my-app", "version": "v1" } },
          "spec": { "type": "http", "image": "nginx:alpine", "ports": [ { "containerPort": 80, "protocol": "HTTP" } ] }
        }
        """;

    public static DateTimeOffset Now { get; } = At("2024-01-15T10:30:00Z");

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static AppSnapshot MyApp { get; } = App("my-app", "nginx:alpine", "2024-01-15T08:00:00Z", replicas: 3) with
    {
        UpdatedAt = Now,
        LastScaledAt = At("2024-01-15T09:15:00Z"),
    };

    public static AppSnapshot ApiService { get; } = App("api-service", "myapp/api:v2.1.0", "2024-01-14T15:30:00Z", replicas: 5);

    public static AppSnapshot App(string name, string image, string createdAt, int replicas, AppStatus status = AppStatus.Running)
    {
        var document = Document.Replace("\"my-app\"", $"\"{name}\"", StringComparison.Ordinal).Replace("nginx:alpine", image, StringComparison.Ordinal);
        var parsed = AppSpecParser.Parse(JsonElement.Parse(document), SpecDefaults.Standard);
        Assert.Empty(parsed.Violations);
        return new AppSnapshot
        {
            Name = AppName.Parse(name),
            Revision = 7,
            Spec = parsed.Spec!,
            Document = document,
            Status = status,
            DesiredReplicas = replicas,
            Replicas = [.. Enumerable.Range(1, replicas).Select(slot => Replica(name, slot, ReplicaPhase.Ready))],
            CreatedAt = At(createdAt),
            UpdatedAt = At(createdAt),
        };
    }

    public static ReplicaSnapshot Replica(string app, int slot, ReplicaPhase phase, string? container = "abc123") => new()
    {
        Id = new ReplicaId(AppName.Parse(app), slot, slot),
        Phase = phase,
        Container = container is null ? null : new ContainerId(container),
        Address = "172.20.0.5",
        Port = 80,
        SpecRevision = 1,
        StartedAt = At("2024-01-15T09:00:00Z"),
    };

    public static AppSnapshot With(this AppSnapshot app, params ImmutableArray<ReplicaSnapshot> replicas) => app with { Replicas = replicas };
}
