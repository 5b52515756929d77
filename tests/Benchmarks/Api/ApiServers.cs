using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;
using Orchestry.Http;

namespace Orchestry.Benchmarks.Api;

/// <summary>The servers that are compared, each on a free loopback port.</summary>
internal static class ApiServers
{
    private const int Apps = 20;

    /// <summary>Our API over 20 applications of three replicas; a limit of 0 turns rate limiting off.</summary>
    public static async Task<WebApplication> StartOursAsync(int perClient, CancellationToken ct)
    {
        var builder = Builder();
        UnusedPorts.AddTo(builder.Services);
        builder.Services.AddSingleton<IReadModel>(new FixedReadModel([.. Enumerable.Range(1, Apps).Select(App)]));
        builder.Services.AddOrchestryHttp(new HttpOptions { RateLimitPerHour = perClient, RateLimitPerMinute = perClient });
        var app = builder.Build();
        app.MapOrchestry();
        await app.StartAsync(ct);
        return app;
    }

    /// <summary>The least a minimal API can do to send these bytes.</summary>
    public static async Task<WebApplication> StartBareAsync(string path, byte[] body, CancellationToken ct)
    {
        var app = Builder().Build();
        app.MapGet(path.Replace("app-07", "{app_name}", StringComparison.Ordinal), http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = body.Length;
            return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
        });
        await app.StartAsync(ct);
        return app;
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }

    private static AppSnapshot App(int number)
    {
        var document = $$"""
            { "apiVersion": "v1", "kind": "App", "metadata": { "name": "app-{{number:00}}" },
              "spec": { "type": "http", "image": "nginx:alpine", "ports": [ { "containerPort": 80, "protocol": "HTTP" } ] } }
            """;
        var spec = AppSpecParser.Parse(JsonElement.Parse(document), SpecDefaults.Standard).Spec!;
        return new AppSnapshot
        {
            Name = spec.Name,
            Revision = number,
            Spec = spec,
            Document = document,
            Status = AppStatus.Running,
            DesiredReplicas = 3,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Replicas =
            [
                .. Enumerable.Range(1, 3).Select(slot => new ReplicaSnapshot
                {
                    Id = new ReplicaId(spec.Name, slot, slot),
                    Phase = ReplicaPhase.Ready,
                    SpecRevision = 1,
                    Container = new ContainerId(new string('a', 64)),
                    Address = $"172.20.0.{slot}",
                    Port = 80,
                    StartedAt = DateTimeOffset.UnixEpoch,
                }),
            ],
        };
    }

    private sealed class FixedReadModel(ImmutableArray<AppSnapshot> apps) : IReadModel
    {
        private readonly Dictionary<AppName, AppSnapshot> _byName = apps.ToDictionary(a => a.Name);

        public long Revision => 123_456;

        public ImmutableArray<AppSnapshot> Apps => apps;

        public Task ReachAsync(long revision, CancellationToken cancellationToken) => Task.CompletedTask;

        public AppSnapshot? Find(AppName name) => _byName.GetValueOrDefault(name);
    }
}
