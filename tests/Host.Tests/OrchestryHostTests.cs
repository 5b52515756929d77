using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Host.Keys;
using Orchestry.Host.Settings;
using Orchestry.Testing;

namespace Orchestry.Host.Tests;

public sealed class OrchestryHostTests : IDisposable
{
    private static readonly TimeSpan LongEnough = TestKit.Guard;
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_controller_without_an_engine_starts_says_so_and_stops_within_seconds()
    {
        await using var host = await OrchestryHost.CreateAsync(Settings(), default).WaitAsync(LongEnough);
        await host.App.StartAsync().WaitAsync(LongEnough);
        using var client = Client(host);

        using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative)).WaitAsync(LongEnough);

        var health = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ("degraded", "healthy", "unhealthy"),
            ((string?)health["status"], (string?)health["components"]!["database"]!["status"], (string?)health["components"]!["docker"]!["status"]));
        await host.App.StopAsync().WaitAsync(LongEnough);
        Assert.Equal(ExitCodes.Success, host.ExitCode);
    }

    [Fact]
    public async Task What_was_registered_is_there_after_a_restart()
    {
        const string App = """{"apiVersion":"v1","kind":"App","metadata":{"name":"web"},"spec":{"image":"web:1","ports":[{"containerPort":80}]}}""";
        await using (var first = await OrchestryHost.CreateAsync(Settings(), default))
        {
            await first.App.StartAsync().WaitAsync(LongEnough);
            using var client = Client(first);
            using var body = new StringContent(App, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using var registered = await client.PostAsync(new Uri("/api/v1/apps/register", UriKind.Relative), body).WaitAsync(LongEnough);
            Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
            await first.App.StopAsync().WaitAsync(LongEnough);
        }

        await using var second = await OrchestryHost.CreateAsync(Settings(), default);
        await second.App.StartAsync().WaitAsync(LongEnough);
        using var again = Client(second);
        Assert.Contains("web:1", await again.GetStringAsync(new Uri("/api/v1/apps/web/spec", UriKind.Relative)).WaitAsync(LongEnough), StringComparison.Ordinal);
        await second.App.StopAsync().WaitAsync(LongEnough);
    }

    [Fact]
    public async Task One_that_finds_another_key_in_the_database_after_its_start_ends_as_with_wrong_settings()
    {
        await using var host = await OrchestryHost.CreateAsync(Settings(), default);
        await host.App.StartAsync().WaitAsync(LongEnough);
        var documents = host.App.Services.GetRequiredService<IDocuments>();
        var told = new EventRecord { Type = EventType.Config, Component = "test", Reason = "Other", Message = "Another key", At = TimeProvider.System.GetUtcNow() };

        await documents.ChangeAsync(
            _ => new[] { new Change(told, new Mutation.Put(KeyFingerprint.Key, """{"fingerprint":"other"}""", null)) }, default).WaitAsync(LongEnough);

        await host.App.WaitForShutdownAsync().WaitAsync(LongEnough);
        Assert.Equal(ExitCodes.Usage, host.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private static HttpClient Client(OrchestryHost host) => new()
    {
        BaseAddress = new Uri(host.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
    };

    private OrchestrySettings Settings()
    {
        var values = new Dictionary<string, string>
        {
            ["ORCHESTRY_PORT"] = "0",
            ["INGRESS_PORT"] = "0",
            ["RING_PORT"] = "off",
            ["ORCHESTRY_DATA_DIR"] = _folder.File("data"),
            ["ORCHESTRY_LOG_LEVEL"] = "none",
            ["DOCKER_HOST"] = $"unix://{_folder.File("no.sock")}",
        };
        var (settings, faults) = SettingsReader.Read(_folder.File("none"), _ => null, values);
        Assert.Empty(faults);
        return settings!;
    }
}
