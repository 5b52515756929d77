using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Streams;
using Orchestry.Benchmarks.Api;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;
using Orchestry.Http;
using Orchestry.Testing.Engine;
using Orchestry.Testing.Journal;
using Orchestry.Testing.Metrics;

namespace Orchestry.Benchmarks.Streams;

/// <summary>The product's stream of logs, with one container that is no real one.</summary>
internal sealed class OurBroadcast : IBroadcast
{
    private const string Image = "shop:1";
    private const string Document = $$"""
        { "apiVersion": "v1", "kind": "App", "metadata": { "name": "shop" },
          "spec": { "type": "http", "image": "{{Image}}", "ports": [ { "containerPort": 80, "protocol": "HTTP" } ] } }
        """;

    private readonly WebApplication _app;
    private readonly StreamService _streams;
    private readonly FakeLog _log;

    private OurBroadcast(WebApplication app, StreamService streams, FakeLog log) => (_app, _streams, _log) = (app, streams, log);

    public Uri Address => new($"{_app.Urls.First()}/api/v1/apps/shop/logs/stream");

    public static async Task<OurBroadcast> StartAsync(CancellationToken cancellationToken)
    {
        var engine = new FakeContainerEngine(TimeProvider.System);
        engine.AddImage(Image);
        var container = (await engine.CreateContainerAsync(new ContainerSpec { Name = "shop-1", Image = Image }, cancellationToken)).Value;
        await engine.StartContainerAsync(container, cancellationToken);
        var model = new ReadModel();
        model.Publish(App(container));
        var streams = new StreamService(
            model, engine, new FakeStore(), new FakeMetricHistory(), new StreamOptions(), TimeProvider.System, NullLogger<StreamService>.Instance);

        var builder = IBroadcast.Builder();
        UnusedPorts.AddTo(builder.Services);
        builder.Services.AddSingleton<IReadModel>(model);
        builder.Services.AddSingleton<IStreams>(streams);
        builder.Services.AddOrchestryHttp(new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0 });
        var app = builder.Build();
        app.MapOrchestry();
        await app.StartAsync(cancellationToken);
        return new OurBroadcast(app, streams, engine.Logs("shop-1"));
    }

    public void Write(string line) => _log.Write(line);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _streams.DisposeAsync();
    }

    private static AppSnapshot App(ContainerId container)
    {
        var spec = AppSpecParser.Parse(JsonElement.Parse(Document), SpecDefaults.Standard).Spec!;
        return new AppSnapshot
        {
            Name = spec.Name,
            Revision = 1,
            Spec = spec,
            Document = Document,
            Status = AppStatus.Running,
            DesiredReplicas = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Replicas =
            [
                new ReplicaSnapshot
                {
                    Id = new ReplicaId(spec.Name, 1, 1),
                    Phase = ReplicaPhase.Ready,
                    SpecRevision = 1,
                    Container = container,
                    Address = "172.20.0.2",
                    Port = 80,
                    StartedAt = DateTimeOffset.UnixEpoch,
                },
            ],
        };
    }
}
