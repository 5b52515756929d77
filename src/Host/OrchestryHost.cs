using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using Orchestry.Actors.Access;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Ingress;
using Orchestry.Core.Accounts;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Documents;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Sealing;
using Orchestry.Core.Settings;
using Orchestry.Docker;
using Orchestry.Host.Keys;
using Orchestry.Host.Settings;
using Orchestry.Host.Telemetry;
using Orchestry.Http;
using Orchestry.Ingress;
using Orchestry.Storage;
using Orchestry.Storage.Sqlite;

namespace Orchestry.Host;

/// <summary>One controller process, put together: store, lease, engine, controller, API. Disposing it closes the store last.</summary>
public sealed class OrchestryHost : IAsyncDisposable
{
    private readonly Persistence _persistence;
    private readonly IContainerEngine _engine;
    private readonly ILoggerFactory _loggers;

    private OrchestryHost(WebApplication app, ClusterNode self, Persistence persistence, IContainerEngine engine, ILoggerFactory loggers) =>
        (App, Self, _persistence, _engine, _loggers) = (app, self, persistence, engine, loggers);

    /// <summary>The web application; running it runs the controller.</summary>
    public WebApplication App { get; }

    /// <summary>This node.</summary>
    public ClusterNode Self { get; }

    /// <summary>What the process is to answer, now that it has stopped.</summary>
    internal int ExitCode =>
        App.Services.GetRequiredService<KeyWatch>().HasRefused ? ExitCodes.Usage
        : App.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(s => s.ExecuteTask is { IsFaulted: true }) ? ExitCodes.Defect
        : ExitCodes.Success;

    /// <summary>Opens the store and puts everything together. Nothing is started yet.</summary>
    /// <exception cref="StoreException">The database can't be opened.</exception>
    /// <exception cref="StartException">It must not start with these settings and what is stored.</exception>
    public static async Task<OrchestryHost> CreateAsync(OrchestrySettings settings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "orchestryd" });
        // All settings come from our own reader: nothing of the framework's may change the address or the log behind its back.
        builder.Configuration.Sources.Clear();
        // One factory for what must exist before the container of services does, and for everything in it.
        var loggers = LoggerFactory.Create(logging => Configure(logging, settings.LogLevel));
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        var address = IPAddress.Parse(settings.Host);
        var port = PortOf(settings, address);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, port);
            if (settings.RingPort is { } ringPort)
            {
                // The same paths: whoever comes this way looks for Ring.
                kestrel.Listen(IPAddress.Parse(settings.RingHost), ringPort);
            }
        });
        // Clients that wait for a rollout can ask again elsewhere; a stop should not wait for them.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        var clock = TimeProvider.System;
        var self = new ClusterNode(
            settings.Cluster.NodeId, settings.Cluster.Hostname, settings.Cluster.ApiUrl ?? $"http://{new IPEndPoint(address, port)}");
        // Clients that follow a redirect come by this name.
        settings.Http.AllowedHosts = settings.IsReachableByOthers
            // By whatever name: a page that points a name of its own here has no token.
            ? [HttpOptions.AnyHost]
            : [.. settings.Http.AllowedHosts, new Uri(self.ApiUrl).IdnHost];
        var persistence = Persistence.Of(settings, self, clock, loggers);
        try
        {
            await persistence.Store.OpenAsync(cancellationToken);
            var stored = await persistence.Store.LoadAsync(cancellationToken);
            var key = Unlock(settings, DocumentSet.Of(stored.Resources));
            var tunable = StoredConfig.Read(stored, settings.Tunable);
            var engine = new DockerEngine(settings.Docker, clock, loggers.CreateLogger<DockerEngine>());
            var identity = new ClusterIdentity(
                self, Product.Version, IsClustered: settings.Database is not null, settings.Cluster.Lease.RenewInterval);
            builder.Services
                .AddSingleton(clock)
                .AddSingleton(persistence.Store)
                .AddSingleton<IEventReader>(persistence.Store)
                .AddSingleton(persistence.Lease)
                .AddSingleton(persistence.Membership)
                .AddSingleton(persistence.TrafficBoard)
                .AddSingleton(persistence.Metrics)
                .AddSingleton<IJournalFactory>(
                    new JournalWriters(persistence.Store, new JournalWriterOptions(), loggers.CreateLogger<JournalWriter>()))
                .AddSingleton<IContainerEngine>(engine)
                .AddSingleton<IUsageReader>(
                    _ => new UsageReader(engine, settings.Docker, new UsageOptions(), clock, loggers.CreateLogger<UsageReader>()))
                .AddSingleton(Defaults(tunable))
                .AddSingleton(settings.OwnPaths)
                .AddSingleton<IControllerConfig>(provider => new StoredConfig(
                    Config(settings, port, tunable), settings.Tunable, persistence.Store, provider.GetRequiredService<ILeaderJournal>(), clock))
                .AddSingleton(new IngressDomain(settings.Ingress.Domain))
                .AddOrchestryIngress(settings.Ingress, settings.Nginx)
                .AddSingleton(_ => key)
                .AddOrchestryAccess(new FirstAccount(settings.Access.FirstPassword), settings.Access.Lifetime)
                .AddSingleton<KeyWatch>()
                .AddSingleton<IHostedService>(provider => provider.GetRequiredService<KeyWatch>())
                .AddSingleton<IOfficeDuty>(provider => provider.GetRequiredService<KeyWatch>())
                .AddOrchestryActors(Controller(settings, tunable), identity)
                .AddOrchestryHttp(settings.Http);
            if (persistence.Board is { } board)
            {
                builder.Services.AddSingleton(board);
            }

            if (settings.Otlp is { } otlp)
            {
                builder.Services.AddSingleton(otlp).AddSingleton<IHostedService, OtlpExport>();
            }

            var app = builder.Build();
            app.MapOrchestry();
            return new OrchestryHost(app, self, persistence, engine, loggers);
        }
        catch
        {
            await persistence.DisposeAsync();
            loggers.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _engine.DisposeAsync();
        await _persistence.DisposeAsync();
        _loggers.Dispose();
    }

    /// <summary>The master key, where this node may start with what is stored.</summary>
    private static MasterKey Unlock(OrchestrySettings settings, DocumentSet stored)
    {
        if (OpenDoor.Refuse(settings, stored) is { } open)
        {
            throw new StartException(open);
        }

        var key = settings.Access.Key is { } given
            ? KeyFile.Parse(given)!
            : KeyFile.Open(settings.Access.KeyFile, mayCreate: KeyFingerprint.In(stored) is null);
        return KeyFingerprint.Refuse(stored, key) is { } other ? throw new StartException(other) : key;
    }

    /// <summary>The other nodes must be told the port before the server has chosen one, so a free one is chosen for it.</summary>
    private static int PortOf(OrchestrySettings settings, IPAddress address)
    {
        if (settings.Port != 0 || settings.Database is null)
        {
            return settings.Port;
        }

        using var free = new TcpListener(address, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static void Configure(ILoggingBuilder logging, LogLevel least) =>
        logging.SetMinimumLevel(least).AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = Console.IsOutputRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        });

    private static SpecDefaults Defaults(TunableConfig tunable) => new()
    {
        HealthPeriod = TimeSpan.FromSeconds(tunable.HealthCheckInterval),
        HealthTimeout = TimeSpan.FromSeconds(tunable.HealthTimeout),
        HealthFailureThreshold = tunable.HealthFailureThreshold,
        CooldownSeconds = tunable.ScalingCooldown,
    };

    private static ControllerOptions Controller(OrchestrySettings settings, TunableConfig tunable) => settings.Controller with
    {
        ScaleCheckInterval = TimeSpan.FromSeconds(tunable.ScalingCheckInterval),
        ScaleMaxConcurrent = tunable.MaxConcurrentScales,
    };

    private static ControllerConfig Config(OrchestrySettings settings, int port, TunableConfig tunable)
    {
        var shared = settings.Database is { } database ? new NpgsqlConnectionStringBuilder(database.ConnectionString) : null;
        return new ControllerConfig
        {
            Version = Product.Version,
            Host = settings.Host,
            Port = port,
            Workers = Environment.ProcessorCount,
            DatabaseHost = shared?.Host,
            DatabasePort = shared?.Port,
            DatabaseName = shared is null ? "orchestry.db" : shared.Database ?? shared.Username ?? "",
            DatabasePoolSize = settings.Database?.PoolSize ?? new SqliteOptions { Folder = settings.DataDir }.MaxReaders,
            Tunable = tunable,
        };
    }
}
