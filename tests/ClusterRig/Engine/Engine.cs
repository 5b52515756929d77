using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.ClusterRig;

/// <summary>
/// Looks at a Docker engine and interferes with it, over its own API and not through the product's client: what the product believes of the
/// engine is what the tests judge.
/// </summary>
internal sealed class Engine : IDisposable
{
    private readonly HttpClient _http;

    public Engine(string socket)
    {
        Socket = socket;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        })
        { BaseAddress = new Uri("http://engine/"), Timeout = TimeSpan.FromMinutes(3) };
    }

    /// <summary>Path of the engine's socket.</summary>
    public string Socket { get; }

    /// <summary>As DOCKER_HOST has it.</summary>
    public string Host => $"unix://{Socket}";

    /// <summary>The engine that DOCKER_HOST names, or the usual one.</summary>
    public static Engine OfMachine()
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } set ? set : "unix:///var/run/docker.sock";
        Assert.True(host.StartsWith("unix://", StringComparison.Ordinal), $"These tests need a Docker engine on a unix socket; DOCKER_HOST is {host}.");
        return new Engine(host["unix://".Length..]);
    }

    public async Task<bool> AnswersAsync()
    {
        try
        {
            using var response = await _http.GetAsync("_ping");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Containers with that label, running or not.</summary>
    public async Task<EngineContainer[]> ContainersAsync(string label)
    {
        var filters = Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray(label) }.ToJsonString());
        var list = (await GetAsync($"containers/json?all=true&filters={filters}")).Expect(200);
        return [.. list.EnumerateArray().Select(EngineContainer.Of).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    public async Task<JsonElement> InspectAsync(string container) => (await GetAsync($"containers/{container}/json")).Expect(200);

    /// <summary>The same; null when it is no longer there, as one that was listed a moment ago may be.</summary>
    public async Task<JsonElement?> TryInspectAsync(string container) =>
        await GetAsync($"containers/{container}/json") is { Status: not 404 } answer ? answer.Expect(200) : null;

    /// <summary>SIGKILL to its main process, as <c>docker kill</c> does.</summary>
    public async Task KillAsync(string container) => (await PostAsync($"containers/{container}/kill")).Expect(204);

    public async Task RemoveContainerAsync(string container)
    {
        var removed = await DeleteAsync($"containers/{container}?force=true&v=true");
        Assert.True(removed.Status is 204 or 404 or 409, removed.Text);
    }

    /// <summary>
    /// Removes the network with that subnet and its containers. Every subnet here belongs to one test: whoever has it was left by a run that was killed.
    /// </summary>
    public async Task ClearSubnetAsync(string subnet)
    {
        var networks = (await GetAsync("networks")).Expect(200).EnumerateArray().Where(n => HasSubnet(n, subnet)).Select(n => n.Text("Name"));
        foreach (var network in networks)
        {
            foreach (var container in await ContainersAsync($"orchestry.cluster={network}"))
            {
                await RemoveContainerAsync(container.Id);
            }

            await RemoveNetworksAsync(network);
        }
    }

    /// <summary>Removes a cluster's network, and those of its namespaces.</summary>
    public async Task RemoveNetworksAsync(string cluster)
    {
        var names = (await GetAsync("networks")).Expect(200).EnumerateArray().Select(n => n.Text("Name"));
        foreach (var name in names.Where(n => n == cluster || n.StartsWith($"{cluster}_", StringComparison.Ordinal)).ToArray())
        {
            await DeleteAsync($"networks/{name}");
        }
    }

    private static bool HasSubnet(JsonElement network, string subnet) =>
        network.At("IPAM.Config") is { ValueKind: JsonValueKind.Array } pools
        && pools.EnumerateArray().Any(p => p.TryGetProperty("Subnet", out var its) && its.GetString() == subnet);

    /// <summary>Runs a command in a container, and answers when it has ended.</summary>
    public async Task ExecAsync(string container, params string[] command)
    {
        var body = new JsonObject { ["Cmd"] = new JsonArray([.. command.Select(c => (JsonNode)c)]), ["AttachStdout"] = true };
        var exec = (await PostAsync($"containers/{container}/exec", body)).Expect(201);
        (await PostAsync($"exec/{exec.Text("Id")}/start", new JsonObject { ["Detach"] = false })).Expect(200);
    }

    /// <summary>Creates and starts a container of nobody's making.</summary>
    public async Task<string> RunAsync(string name, string image, IReadOnlyDictionary<string, string> labels)
    {
        var body = new JsonObject
        {
            ["Image"] = image,
            ["Labels"] = new JsonObject([.. labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))]),
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none" },
        };
        var id = (await PostAsync($"containers/create?name={name}", body)).Expect(201).Text("Id");
        (await PostAsync($"containers/{id}/start")).Expect(204);
        return id;
    }

    public async Task BuildAsync(Stream tar, string target, string tag)
    {
        using var content = new StreamContent(tar);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using var response = await _http.PostAsync($"build?t={Uri.EscapeDataString(tag)}&target={target}&rm=true&forcerm=true", content);
        var output = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode && !output.Contains("errorDetail", StringComparison.Ordinal), $"Building {tag}: {output}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent(body?.ToJsonString() ?? "", new MediaTypeHeaderValue("application/json"));
        }

        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
