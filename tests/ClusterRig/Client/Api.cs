using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.ClusterRig;

/// <summary>A client of the documented API of one node and of nothing else. It follows no redirect.</summary>
internal sealed class Api(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(3),
    };

    /// <summary>Where the node is.</summary>
    public Uri Address { get; } = address;

    /// <summary>Sends a token with every request from now on; null: none.</summary>
    public void UseToken(string? token) =>
        _http.DefaultRequestHeaders.Authorization = token is null ? null : new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);

    /// <summary>Logs in, and sends the token with every request from now on. Answers the token.</summary>
    public async Task<string> LogInAsync(string username, string password)
    {
        var answer = await PostAsync("/login", new JsonObject { ["username"] = username, ["password"] = password });
        var token = answer.Expect(200).Text("token");
        UseToken(token);
        return token;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body?.ToJsonString());

    public Task<Answer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body.ToJsonString());

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> PostYamlAsync(string path, string yaml) => SendAsync(HttpMethod.Post, path, yaml, "application/yaml");

    public Task<Answer> RegisterAsync(TestApp app) => PostAsync("/api/v1/apps/register", app.ToJson());

    /// <summary>Starts it and waits until all replicas are healthy, unless told not to.</summary>
    public Task<Answer> StartAsync(string app, int replicas, bool wait = true, int timeout = 120) => PostAsync(
        $"/api/v1/apps/{app}/start", new JsonObject { ["replicas"] = replicas, ["wait"] = wait, ["timeout"] = timeout });

    public Task<Answer> ScaleAsync(string app, int replicas, bool wait = true, int timeout = 120) => PostAsync(
        $"/api/v1/apps/{app}/scale", new JsonObject { ["replicas"] = replicas, ["wait"] = wait, ["timeout"] = timeout });

    public Task<Answer> StopAsync(string app, int timeout = 10, bool force = false) => PostAsync(
        $"/api/v1/apps/{app}/stop", new JsonObject { ["timeout"] = timeout, ["force"] = force });

    public async Task RunAsync(TestApp app, int replicas)
    {
        (await RegisterAsync(app)).Expect(201);
        (await StartAsync(app.Name, replicas)).Expect(200);
    }

    public async Task<JsonElement> AppAsync(string app) => (await GetAsync($"/api/v1/apps/{app}")).Expect(200);

    /// <summary>Its containers that run and are healthy.</summary>
    public async Task<JsonElement[]> HealthyAsync(string app) =>
        [.. (await AppAsync(app)).List("containers").Where(c => c.Text("status") == "running" && c.Text("health") == "healthy")];

    /// <summary>The messages of its events, oldest first.</summary>
    public async Task<string[]> EventsAsync(string app) =>
        [.. (await GetAsync($"/api/v1/apps/{app}/events?limit=1000")).Expect(200).List("events").Select(e => e.Text("message")).Reverse()];

    /// <summary>Waits until exactly so many replicas are there and all of them are healthy.</summary>
    public Task<JsonElement[]> UntilHealthyAsync(string app, int replicas) => Until.SeesAsync(
        $"{replicas} healthy replicas of {app}",
        async () =>
        {
            var now = await AppAsync(app);
            var containers = now.List("containers");
            return now.Int("replicas.healthy") == replicas && now.Int("replicas.desired") == replicas && containers.Length == replicas
                && containers.All(c => c.Text("health") == "healthy") ? containers : null;
        },
        async () => $"It is {await AppAsync(app)}; it went {string.Join(" | ", await EventsAsync(app))}");

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
