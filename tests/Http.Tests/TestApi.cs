using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;
using Orchestry.Actors.Access;
using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Actors.Documents;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Documents;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;
using Orchestry.Core.Settings;
using Orchestry.Core.Streams;
using Orchestry.Core.Tokens;
using Orchestry.Http.Authentication;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Tests.OpenApi;
using Orchestry.Testing;
using Orchestry.Testing.Access;
using Orchestry.Testing.Documents;
using Orchestry.Testing.Engine;
using Orchestry.Testing.Metrics;
using Orchestry.Testing.Orchestration;
using Orchestry.Testing.Streams;

namespace Orchestry.Http.Tests;

/// <summary>The API on a real server on a free loopback port, over fakes of every port.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    // The same for every one of them, and slow to make: one per run.
    private static DocumentedAnswers? s_document;

    private readonly WebApplication _app;

    private TestApi(HttpOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.Services.AddSingleton<IOrchestrator>(Orchestrator);
        builder.Services.AddSingleton<IReadModel>(Model);
        builder.Services.AddSingleton<IEventReader>(Events);
        builder.Services.AddSingleton<IControllerConfig>(Config);
        builder.Services.AddSingleton<ICluster>(Cluster);
        builder.Services.AddSingleton(SpecDefaults.Standard);
        builder.Services.AddSingleton(new OwnPaths(["/root/.orchestry"]));
        builder.Services.AddSingleton<ISystemProbe>(Probe);
        Engine = new FakeContainerEngine(Time);
        builder.Services.AddSingleton<IContainerEngine>(Engine);
        builder.Services.AddSingleton<IMetricHistory>(History);
        builder.Services.AddSingleton<IStreams>(Streams);
        Metrics = new FakeNodeMetrics(Model, Cluster);
        builder.Services.AddSingleton<INodeMetrics>(Metrics);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IDocuments>(Documents);
        builder.Services.AddSingleton<ILeaderJournal>(new NoJournal());
        builder.Services.AddSingleton<MasterKey>(_ => new MasterKey(new byte[MasterKey.Length]));
        builder.Services.AddSingleton<IPasswordHasher<Account>>(Hasher);
        builder.Services.AddOrchestryAccess(new FirstAccount(null), LoginLifetime.Standard);
        builder.Services.AddSingleton<IAudit>(Audit);
        builder.Services.AddOrchestryResources();
        builder.Services.AddOrchestryHttp(options);
        _app = builder.Build();
        _app.Use((http, next) =>
        {
            if (Remote is { } address)
            {
                http.Connection.RemoteIpAddress = address;
            }

            return next(http);
        });
        _app.MapOrchestry();
    }

    public FakeOrchestrator Orchestrator { get; } = new();

    public FakeReadModel Model { get; } = new();

    public FakeContainerEngine Engine { get; }

    public FakeEventReader Events { get; } = new();

    public FakeControllerConfig Config { get; } = new();

    public FakeSystemProbe Probe { get; } = new();

    public FakeCluster Cluster { get; } = new();

    public FakeMetricHistory History { get; } = new();

    public FakeNodeMetrics Metrics { get; }

    public FakeStreams Streams { get; } = new();

    public FakeDocuments Documents { get; } = new();

    /// <summary>Where requests come from; null: from where they do.</summary>
    public IPAddress? Remote { get; set; }

    public QuickHasher Hasher { get; } = new();

    public FakeAudit Audit { get; } = new();

    public ManualClock Time { get; } = new(SeedData.Now);

    public CapturedLogs Logs { get; } = new();

    public HttpClient Client { get; private set; } = new();

    public IServiceProvider Services => _app.Services;

    public int Port { get; private set; }

    /// <summary>Without rate limits, which a test asks for by options of its own.</summary>
    public static async Task<TestApi> StartAsync(HttpOptions? options = null)
    {
        var api = new TestApi(options ?? new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0 });
        foreach (var duty in api._app.Services.GetServices<IOfficeDuty>())
        {
            await duty.PerformAsync(CancellationToken.None);
        }

        api.Logs.Clear();
        await api._app.StartAsync();
        var address = api._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        api.Port = new Uri(address).Port;
        api.Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{api.Port}") };
        return api;
    }

    /// <summary>Lets its client see redirects instead of following them.</summary>
    public void StayHere()
    {
        var token = Client.DefaultRequestHeaders.Authorization;
        Client.Dispose();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        Client.DefaultRequestHeaders.Authorization = token;
    }

    /// <summary>Has its client send the token of the first user from now on.</summary>
    public string LogIn()
    {
        var token = Services.GetRequiredService<LoginTokens>().Issue(Services.GetRequiredService<IAccounts>().Current.Accounts[0])!;
        UseToken(token);
        return token;
    }

    /// <summary>Has its client send a new API token from now on.</summary>
    public async Task<ApiToken> UseApiTokenAsync(IReadOnlyList<string> scopes, params IReadOnlyList<string> namespaces)
    {
        var admin = new Caller { Kind = CallerKind.User, Id = "1", UserId = "1", Name = "admin" };
        var outcome = await Services.GetRequiredService<IApiTokens>().CreateAsync(
            new ApiTokenRequest("ci", [.. scopes], [.. namespaces], null), admin, CancellationToken.None);
        Assert.True(outcome.TryGet(out var issued, out _));
        UseToken(issued.Value.Value);
        return issued.Value.Token;
    }

    /// <summary>Has its client send that token from now on; null: none.</summary>
    public void UseToken(string? token) =>
        Client.DefaultRequestHeaders.Authorization = token is null ? null : new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public async Task<Answer> SendAsync(string method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        var answer = new Answer(response, await response.Content.ReadAsStringAsync());
        // Whatever a test is about: no answer is otherwise than the document that is served with it.
        Assert.Empty((await DocumentAsync()).Differences(request.Method.Method, request.RequestUri!.AbsolutePath, answer));
        return answer;
    }

    private async Task<DocumentedAnswers> DocumentAsync()
    {
        if (s_document is null)
        {
            var document = await Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(OpenApiEndpoint.Document).GetOpenApiDocumentAsync();
            s_document = new DocumentedAnswers(JsonElement.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)));
        }

        return s_document;
    }

    /// <summary>Asks the server to stop, as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class NoJournal : ILeaderJournal
    {
        public IJournal? Current => null;
    }
}
