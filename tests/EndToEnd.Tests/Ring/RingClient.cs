using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.EndToEnd.Tests.Ring;

/// <summary>A client of the Ring API, with the token of the first user.</summary>
internal sealed class RingClient : IDisposable
{
    private readonly HttpClient _http;

    private RingClient(Uri address) => _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };

    public static async Task<RingClient> LogInAsync(Uri address)
    {
        var client = new RingClient(address);
        var login = (await client.PostAsync("/login", """{"username": "admin", "password": "changeme"}""")).Expect(200);
        Assert.Equal("token", login.Fields());
        Assert.StartsWith("eyJhbGciOiJIUzI1NiIs", login.Text("token"), StringComparison.Ordinal);
        client._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", login.Text("token"));
        return client;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Stream> StreamAsync(string path) => _http.GetStreamAsync(new Uri(path, UriKind.Relative));

    /// <summary>Posts a deployment and waits for one of the states that are the last for now.</summary>
    public async Task<JsonElement> DeployAsync(JsonNode body, string status = "running")
    {
        var posted = await PostAsync("/deployments", body.ToJsonString());
        Assert.True(posted.Status is 200 or 201, $"{posted.Status}: {posted.Text}");
        return await UntilAsync(posted.Body.Text("id"), status);
    }

    /// <summary>Waits until the deployment is in that state.</summary>
    public Task<JsonElement> UntilAsync(string id, string status) => UntilAsync(id, status, d => d.Text("status") == status);

    public async Task<JsonElement> UntilAsync(string id, string what, Func<JsonElement, bool> isSo) => await Until.SeesAsync<object>(
        $"{id} {what}",
        async () => (await GetAsync($"/deployments/{id}")).Expect(200) is var now && isSo(now) ? now : null,
        async () => $"It is {(await GetAsync($"/deployments/{id}")).Text}; it went {(await GetAsync($"/deployments/{id}/events")).Text}") is JsonElement seen
            ? seen
            : default;

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
