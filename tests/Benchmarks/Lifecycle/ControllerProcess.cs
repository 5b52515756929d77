using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestry.Benchmarks.Lifecycle;

/// <summary>The real controller in its own process, as a user runs it, and the few calls of its API that the benchmark makes.</summary>
internal sealed class ControllerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ControllerProcess(Process process, Uri address) =>
        (_process, _http) = (process, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) });

    /// <summary>Where it serves.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>Starts it and waits for its first answer.</summary>
    public static async Task<(ControllerProcess Controller, TimeSpan Took)> StartAsync(
        string folder, string cluster, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "orchestryd.dll"), "--port", "0", "--ingress-port", "0", "--ring-port", "off", "--data-dir", folder },
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
            Environment =
            {
                ["CLUSTER_NAME"] = cluster,
                ["DOCKER_NETWORK"] = "orchestry-bench",
                ["DOCKER_SUBNET"] = "172.31.200.0/24",
                ["RATE_LIMIT_PER_HOUR"] = "0",
                ["RATE_LIMIT_PER_MINUTE"] = "0",
                ["ORCHESTRY_LOG_LEVEL"] = "warning",
            },
        };
        var startedAt = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException("The controller ended without serving.");
        }
        while (!line.Contains(" serves on ", StringComparison.Ordinal));

        var controller = new ControllerProcess(process, new Uri(line.Split(" serves on ")[1].Split(' ')[0]));
        _ = Task.Run(() => process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None), CancellationToken.None);
        using var answer = await controller._http.GetAsync("/api/v1/apps", cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (controller, Stopwatch.GetElapsedTime(startedAt));
    }

    public Task RegisterAsync(string app, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "register", new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "App",
        ["metadata"] = new JsonObject { ["name"] = app },
        ["spec"] = new JsonObject
        {
            ["type"] = "http",
            ["image"] = BenchImage.Tag,
            ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 80, ["protocol"] = "HTTP" }),
        },
        ["scaling"] = new JsonObject { ["mode"] = "manual" },
    }, cancellationToken);

    public Task StartAsync(string app, int replicas, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{app}/start", new JsonObject { ["replicas"] = replicas }, cancellationToken);

    public Task ScaleAsync(string app, int replicas, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{app}/scale", new JsonObject { ["replicas"] = replicas }, cancellationToken);

    public Task RemoveAsync(string app, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"{app}?force=true", null, cancellationToken);

    /// <summary>Waits until another container than <paramref name="former"/> is healthy; answers its id.</summary>
    public async Task<string> WaitForReplacementAsync(string app, string former, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = JsonNode.Parse(await _http.GetStringAsync(new Uri($"/api/v1/apps/{app}", UriKind.Relative), cancellationToken))!;
            foreach (var container in state["containers"]!.AsArray())
            {
                if ((string?)container!["health"] == "healthy" && (string?)container["id"] is { } id && id != former)
                {
                    return id;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Processor time used so far, and resident memory in bytes, as the kernel counts them.</summary>
    public (TimeSpan Cpu, long Memory) Usage()
    {
        _process.Refresh();
        var resident = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status"))
            .First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return (_process.TotalProcessorTime, long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/apps/{path}");
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method} {path}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
