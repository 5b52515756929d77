using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Orchestry.Host.Settings;
using Orchestry.Testing;

namespace Orchestry.Host.Tests;

/// <summary>Who gets into a whole controller, and with which keys and passwords it starts.</summary>
public sealed class AccessTests : IDisposable
{
    private const string Changed = "correct horse";
    private static readonly TimeSpan LongEnough = TestKit.Guard;
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_first_user_can_log_in_as_soon_as_the_controller_serves_on_both_ports()
    {
        await using var host = await StartAsync(("RING_PORT", "0"), ("AUTH_MODE", "required"));
        var addresses = Addresses(host);
        Assert.Equal(2, addresses.Length);
        using var client = new HttpClient { BaseAddress = new Uri(addresses[1]) };

        await LogInAsync(client, "changeme");

        using var apps = await client.GetAsync(new Uri("/api/v1/apps", UriKind.Relative)).WaitAsync(LongEnough);
        Assert.Equal(HttpStatusCode.OK, apps.StatusCode);
        using var other = new HttpClient { BaseAddress = new Uri(addresses[0]) };
        using var nobody = await other.GetAsync(new Uri("/api/v1/apps", UriKind.Relative)).WaitAsync(LongEnough);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        await host.App.StopAsync().WaitAsync(LongEnough);
    }

    [Fact]
    public async Task Logins_outlive_a_restart_and_who_did_what_is_in_the_journal()
    {
        string token;
        await using (var first = await StartAsync())
        {
            using var client = new HttpClient { BaseAddress = new Uri(Addresses(first)[0]) };
            token = await LogInAsync(client, "changeme");
            using var body = Json("""{ "username": "john", "password": "secretpassword" }""");
            using var created = await client.PostAsync(new Uri("/users?", UriKind.Relative), body).WaitAsync(LongEnough);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            await first.App.StopAsync().WaitAsync(LongEnough);
        }

        await using var second = await StartAsync();
        using var again = new HttpClient { BaseAddress = new Uri(Addresses(second)[0]) };
        again.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Contains("john", await again.GetStringAsync(new Uri("/users", UriKind.Relative)).WaitAsync(LongEnough), StringComparison.Ordinal);
        var store = second.App.Services.GetRequiredService<Core.Journal.IEventReader>();
        var audited = (await store.QueryEventsAsync(new Core.Journal.EventQuery(), default)).Events.Single(e => e.Event.Component == "audit").Event;
        Assert.Equal(("Audited", "admin (user) from 127.0.0.1: POST /users"), (audited.Reason, audited.Message));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"caller":"admin","caller_id":"1","kind":"user","remote":"127.0.0.1","method":"POST","path":"/users","status":201}"""),
            JsonNode.Parse(audited.Details!)));
        await second.App.StopAsync().WaitAsync(LongEnough);
    }

    [Fact]
    public async Task With_another_key_than_the_database_was_sealed_with_it_does_not_start()
    {
        await (await StartAsync()).DisposeAsync();
        File.Delete(_folder.File("data/master.key"));

        Assert.Contains("is missing, and the database holds what was sealed with it", await RefusalAsync(), StringComparison.Ordinal);
        Assert.StartsWith(
            "This node's master key is not the one that the database was sealed with",
            await RefusalAsync(("ORCHESTRY_KEY", Convert.ToBase64String(new byte[32]))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_the_environment_wins_over_the_file_and_makes_none()
    {
        await (await StartAsync(("ORCHESTRY_KEY", Convert.ToBase64String(new byte[32])))).DisposeAsync();

        Assert.False(File.Exists(_folder.File("data/master.key")));
    }

    [Fact]
    public async Task It_does_not_listen_beyond_loopback_with_a_password_that_everybody_knows()
    {
        (string, string)[] open = [("ORCHESTRY_HOST", "0.0.0.0"), ("AUTH_MODE", "required")];
        Assert.StartsWith("The first user, 'admin', would get a password that everybody knows", await RefusalAsync(open), StringComparison.Ordinal);

        await using (var host = await StartAsync())
        {
            await host.App.StopAsync().WaitAsync(LongEnough);
        }

        foreach (var settings in new[] { open, [("RING_HOST", "0.0.0.0"), ("RING_PORT", "0"), ("AUTH_MODE", "required")], [.. open, ("ORCHESTRY_ADMIN_PASSWORD", Changed)] })
        {
            Assert.StartsWith(
                "User 'admin' still has the password of the first start, which everybody knows, and this controller would listen beyond loopback. Start it on loopback, change the password",
                await RefusalAsync(settings), StringComparison.Ordinal);
        }

        await using (var host = await StartAsync())
        {
            using var client = new HttpClient { BaseAddress = new Uri(Addresses(host)[0]) };
            await LogInAsync(client, "changeme");
            using var body = Json($$"""{ "password": "{{Changed}}" }""");
            using var changed = await client.PutAsync(new Uri("/users/1", UriKind.Relative), body).WaitAsync(LongEnough);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            await host.App.StopAsync().WaitAsync(LongEnough);
        }

        await using var reachable = await StartAsync(open);
        await reachable.App.StopAsync().WaitAsync(LongEnough);
    }

    [Fact]
    public async Task With_a_first_password_of_the_operators_it_may_listen_anywhere_from_the_first_start_on()
    {
        await using var host = await StartAsync(("ORCHESTRY_HOST", "0.0.0.0"), ("AUTH_MODE", "required"), ("ORCHESTRY_ADMIN_PASSWORD", Changed));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{new Uri(Addresses(host)[0]).Port}") };

        await LogInAsync(client, Changed);

        await host.App.StopAsync().WaitAsync(LongEnough);
    }

    [Theory]
    [InlineData("ORCHESTRY_KEY", "s3cret-key", "ORCHESTRY_KEY must be 32 bytes as base64, such as: openssl rand -base64 32.")]
    [InlineData("ORCHESTRY_ADMIN_PASSWORD", "s3cret", "ORCHESTRY_ADMIN_PASSWORD must have 8 to 256 characters.")]
    [InlineData("ORCHESTRY_ADMIN_PASSWORD", "changeme", "ORCHESTRY_ADMIN_PASSWORD is one that is tried first: neither the name nor that of the first start will do.")]
    public void What_is_secret_is_refused_without_being_shown(string name, string value, string fault)
    {
        var (_, faults) = Read((name, value));

        Assert.Equal([fault], faults);
    }

    [Fact]
    public void What_is_secret_is_in_no_text_of_the_settings()
    {
        var (settings, _) = Read(("ORCHESTRY_KEY", Convert.ToBase64String(new byte[32])), ("ORCHESTRY_ADMIN_PASSWORD", Changed));

        Assert.DoesNotContain(Changed, $"{settings}", StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(new byte[32]), $"{settings}", StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Addresses(OrchestryHost host) =>
        [.. host.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<string> LogInAsync(HttpClient client, string password)
    {
        using var body = Json($$"""{ "username": "admin", "password": "{{password}}" }""");
        using var answer = await client.PostAsync(new Uri("/login", UriKind.Relative), body).WaitAsync(LongEnough);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        var token = (string)JsonNode.Parse(text)!["token"]!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return token;
    }

    private async Task<OrchestryHost> StartAsync(params (string Name, string Value)[] more)
    {
        var (settings, faults) = Read(more);
        Assert.Empty(faults);
        var host = await OrchestryHost.CreateAsync(settings!, default).WaitAsync(LongEnough);
        await host.App.StartAsync().WaitAsync(LongEnough);
        return host;
    }

    private async Task<string> RefusalAsync(params (string Name, string Value)[] more) =>
        (await Assert.ThrowsAsync<StartException>(() => StartAsync(more))).Message;

    private (OrchestrySettings? Settings, IReadOnlyList<string> Faults) Read(params (string Name, string Value)[] more)
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
        foreach (var (name, value) in more)
        {
            values[name] = value;
        }

        return SettingsReader.Read(_folder.File("none"), _ => null, values);
    }
}
