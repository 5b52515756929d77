using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Gate;
using Orchestry.Http.Legacy;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Orchestry.Cluster;
using Orchestry.Http.Orchestry.Config;
using Orchestry.Http.Orchestry.Events;
using Orchestry.Http.Orchestry.Health;
using Orchestry.Http.Orchestry.Logs;
using Orchestry.Http.Orchestry.Metrics;
using Orchestry.Http.Orchestry.Scaling;
using Orchestry.Http.Prometheus;
using Orchestry.Http.RateLimiting;
using Orchestry.Http.Ring.Configs;
using Orchestry.Http.Ring.Deployments;
using Orchestry.Http.Ring.Health;
using Orchestry.Http.Ring.Login;
using Orchestry.Http.Ring.Namespaces;
using Orchestry.Http.Ring.Node;
using Orchestry.Http.Ring.Secrets;
using Orchestry.Http.Ring.Tokens;
using Orchestry.Http.Ring.Users;
using Orchestry.Http.Streams;

namespace Orchestry.Http;

/// <summary>
/// The Orchestry REST API. It needs the ports <c>IOrchestrator</c>, <c>IReadModel</c>, <c>IEventReader</c>, <c>IControllerConfig</c>,
/// <c>ISystemProbe</c>, <c>IStreams</c>, <c>ICluster</c>, <c>IMetricHistory</c>, <c>INodeMetrics</c>, <c>IAccounts</c>, <c>ISigningKeys</c>,
/// <c>ILogins</c>, <c>IApiTokens</c> and <c>IAudit</c>, and <c>SpecDefaults</c>, <c>OwnPaths</c> and <c>LoginLifetime</c>, among the services.
/// </summary>
public static class OrchestryHttp
{
    /// <summary>Adds what the API needs besides its ports.</summary>
    /// <exception cref="ArgumentException">Options out of range; the message lists every one.</exception>
    public static IServiceCollection AddOrchestryHttp(this IServiceCollection services, HttpOptions options)
    {
        var faults = options.Validate();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<BodyReader>();
        services.AddSingleton<HostGuard>();
        services.AddCors();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<LoginTokens>();
        services.AddSingleton<Callers>();
        services.AddSingleton<TokenWatch>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<LeaderGate>();
        services.AddSingleton<RevisionGate>();
        services.AddSingleton<RecentSystemHealth>();
        services.AddSingleton<RegisterEndpoint>();
        services.AddSingleton<IRehearsal, RegisterRehearsal>();
        services.AddSingleton<AppWriteEndpoints>();
        services.AddSingleton<AppReadEndpoints>();
        services.AddSingleton<AppHealthEndpoints>();
        services.AddSingleton<SystemHealthEndpoints>();
        services.AddSingleton<LogEndpoints>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<ScalingEndpoints>();
        services.AddSingleton<SimulateEndpoint>();
        services.AddSingleton<MetricsEndpoints>();
        services.AddSingleton<PrometheusEndpoint>();
        services.AddSingleton<SubscriberCount>();
        services.AddSingleton<LogStreamEndpoint>();
        services.AddSingleton<MetricsStreamEndpoint>();
        services.AddSingleton<EventsStreamEndpoint>();
        services.AddSingleton<ConfigEndpoints>();
        services.AddSingleton<ClusterEndpoints>();
        services.AddSingleton<DeploymentSecrets>();
        services.AddSingleton<DeploymentReadEndpoints>();
        services.AddSingleton<DeploymentWriteEndpoints>();
        services.AddSingleton<DeploymentLogEndpoints>();
        services.AddSingleton<DeploymentEventEndpoints>();
        services.AddSingleton<NodeEndpoint>();
        services.AddSingleton<AppIntake>();
        services.AddSingleton<RingConfigEndpoints>();
        services.AddSingleton<SecretEndpoints>();
        services.AddSingleton<NamespaceEndpoints>();
        services.AddSingleton<LoginEndpoints>();
        services.AddSingleton<UserEndpoints>();
        services.AddSingleton<TokenEndpoints>();
        services.AddSingleton<HealthzEndpoint>();
        services.AddSingleton<OpenApiEndpoint>();
        services.AddSingleton<LegacyReadEndpoints>();
        services.AddSingleton<LegacyWriteEndpoints>();
        services.AddOrchestryDocument();
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        return services;
    }

    /// <summary>Puts the gate in front of every path and maps the API's.</summary>
    public static WebApplication MapOrchestry(this WebApplication app)
    {
        // Every other request goes by without anything made for it.
        app.UseWhen(static http => http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }, static upgradable => upgradable
            .Use(static (http, next) =>
            {
                http.Features.Set<IHttpUpgradeFeature>(new FrameUpgrade(http.Features.Get<IHttpUpgradeFeature>()!));
                return next(http);
            })
            .UseWebSockets());
        app.UseListedOrigins();
        app.UseMiddleware<RequestGate>();
        app.Services.GetRequiredService<RegisterEndpoint>().Map(app);
        app.Services.GetRequiredService<AppWriteEndpoints>().Map(app);
        app.Services.GetRequiredService<AppReadEndpoints>().Map(app);
        app.Services.GetRequiredService<AppHealthEndpoints>().Map(app);
        app.Services.GetRequiredService<SystemHealthEndpoints>().Map(app);
        app.Services.GetRequiredService<LogEndpoints>().Map(app);
        app.Services.GetRequiredService<EventEndpoints>().Map(app);
        app.Services.GetRequiredService<ScalingEndpoints>().Map(app);
        app.Services.GetRequiredService<SimulateEndpoint>().Map(app);
        app.Services.GetRequiredService<MetricsEndpoints>().Map(app);
        app.Services.GetRequiredService<PrometheusEndpoint>().Map(app);
        app.Services.GetRequiredService<LogStreamEndpoint>().Map(app);
        app.Services.GetRequiredService<MetricsStreamEndpoint>().Map(app);
        app.Services.GetRequiredService<EventsStreamEndpoint>().Map(app);
        app.Services.GetRequiredService<ConfigEndpoints>().Map(app);
        app.Services.GetRequiredService<ClusterEndpoints>().Map(app);
        app.Services.GetRequiredService<DeploymentReadEndpoints>().Map(app);
        app.Services.GetRequiredService<DeploymentWriteEndpoints>().Map(app);
        app.Services.GetRequiredService<DeploymentLogEndpoints>().Map(app);
        app.Services.GetRequiredService<DeploymentEventEndpoints>().Map(app);
        app.Services.GetRequiredService<NodeEndpoint>().Map(app);
        app.Services.GetRequiredService<RingConfigEndpoints>().Map(app);
        app.Services.GetRequiredService<SecretEndpoints>().Map(app);
        app.Services.GetRequiredService<NamespaceEndpoints>().Map(app);
        app.Services.GetRequiredService<LoginEndpoints>().Map(app);
        app.Services.GetRequiredService<UserEndpoints>().Map(app);
        app.Services.GetRequiredService<TokenEndpoints>().Map(app);
        app.Services.GetRequiredService<HealthzEndpoint>().Map(app);
        app.Services.GetRequiredService<OpenApiEndpoint>().Map(app);
        if (app.Services.GetRequiredService<HttpOptions>().ServesLegacy)
        {
            app.Services.GetRequiredService<LegacyReadEndpoints>().Map(app);
            app.Services.GetRequiredService<LegacyWriteEndpoints>().Map(app);
        }

        return app;
    }
}
