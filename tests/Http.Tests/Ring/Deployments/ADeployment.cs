using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;
using Orchestry.Http.Ring.Deployments;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestry.Http.Tests.Ring.Deployments;

/// <summary>Deployments as a read model shows them once their bodies were posted.</summary>
internal static class ADeployment
{
    /// <summary>The reference's list and detail show this one.</summary>
    public const string NginxDemo =
        """
        {
          "name": "nginx-demo", "runtime": "docker", "image": "nginx:latest", "labels": {"app": "nginx"}, "secrets": {"ENV": "production"},
          "volumes": ["/data:/app/data"]
        }
        """;

    /// <summary>What a body comes to, with one replica that runs.</summary>
    public static AppSnapshot Of(TestApi api, string body, string container = "container_id_123")
    {
        var (deployment, violations) = RingDeploymentReader.Read(
            JsonElement.Parse(body), SpecDefaults.Standard, api.Services.GetRequiredService<DeploymentSecrets>());
        Assert.Empty(violations);
        return Of(deployment!.Spec, deployment.Document, deployment.Replicas, container);
    }

    public static AppSnapshot Of(AppSpec spec, string document, int replicas, string container) => new()
    {
        Name = spec.Name,
        Revision = 7,
        Spec = spec,
        Document = document,
        Status = AppStatus.Running,
        DesiredReplicas = replicas,
        Replicas = [SeedData.Replica(spec.Name.Value, 1, ReplicaPhase.Ready) with { Container = new ContainerId(container) }],
        NextAttempt = 2,
        CreatedAt = SeedData.Now,
        UpdatedAt = SeedData.Now,
    };
}
