using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orchestry.Actors.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Settings;
using Orchestry.Docker;
using Orchestry.Host.Settings;
using Orchestry.Http;
using Orchestry.Storage;
using Orchestry.Storage.Sqlite;

namespace Orchestry.Host;

/// <summary>One controller process, put together: store, engine, controller, API. Disposing it closes the store last.</summary>
public sealed class OrchestryHost : IAsyncDisposable
{
    // The embedded database has one writer for ever; terms begin to count when several controllers share one.
    private const long OnlyTerm = 1;
    private readonly IStore _store;
    private readonly JournalWriter _journal;
    private readonly IContainerEngine _engine;

    private readonly ILoggerFactory _loggers;

    private OrchestryHost(WebApplication app, IStore store, JournalWriter journal, IContainerEngine engine, ILoggerFactory loggers) =>
        (App, _store, _journal, _engine, _loggers) = (app, store, journal, engine, loggers);

    /// <summary>The web application; running it runs the controller.</summary>
    public WebApplication App { get; }

    /// <summary>Opens the store and puts everything together. Nothing is started yet.</summary>
    /// <exception cref="StoreException">The database can't be opened.</exception>
    public static async Task<OrchestryHost> CreateAsync(OrchestrySettings settings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "orchestryd" });
        // All settings come from our own reader: nothing of the framework's may change the address or the log behind its back.
        builder.Configuration.Sources.Clear();
        // One factory for what must exist before the container of services does, and for everything in it.
        var loggers = LoggerFactory.Create(logging => Configure(logging, settings.LogLevel));
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.Host), settings.Port));
        // Clients that wait for a rollout can ask again elsewhere; a stop should not wait for them.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        var clock = TimeProvider.System;
        var store = new SqliteStore(new SqliteOptions { Folder = settings.DataDir }, loggers.CreateLogger<SqliteStore>());
        try
        {
            await store.OpenAsync(cancellationToken);
            var stored = await store.LoadAsync(cancellationToken);
            var tunable = StoredConfig.Read(stored, settings.Tunable);
            var journal = new JournalWriter(store, OnlyTerm, new JournalWriterOptions(), loggers.CreateLogger<JournalWriter>());
            var engine = new DockerEngine(settings.Docker, clock, loggers.CreateLogger<DockerEngine>());
            builder.Services
                .AddSingleton(clock)
                .AddSingleton<IStore>(store)
                .AddSingleton<IEventReader>(store)
                .AddSingleton<IJournal>(journal)
                .AddSingleton<IContainerEngine>(engine)
                .AddSingleton(Defaults(tunable))
                .AddSingleton<IControllerConfig>(new StoredConfig(Config(settings, tunable), tunable, journal, clock))
                .AddOrchestryActors(settings.Controller)
                .AddOrchestryHttp(settings.Http);
            var app = builder.Build();
            app.MapOrchestry();
            return new OrchestryHost(app, store, journal, engine, loggers);
        }
        catch
        {
            await store.DisposeAsync();
            loggers.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _journal.DisposeAsync();
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        _loggers.Dispose();
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

    private static ControllerConfig Config(OrchestrySettings settings, TunableConfig tunable) => new()
    {
        Version = Product.Version,
        Host = settings.Host,
        Port = settings.Port,
        Workers = Environment.ProcessorCount,
        DatabaseName = "orchestry.db",
        DatabasePoolSize = new SqliteOptions { Folder = settings.DataDir }.MaxReaders,
        Tunable = tunable,
    };
}
