using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Orchestry.Cli.Tests;

/// <summary>A controller that answers as it is told, on a port of its own, and remembers what it was sent.</summary>
internal sealed class FakeController : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, Func<HttpContext, int, Task>> _answers = [];
    private readonly ConcurrentQueue<SentRequest> _requests = new();

    private FakeController()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    public IReadOnlyList<SentRequest> Requests => [.. _requests];

    public SentRequest Last => Requests[^1];

    public static async Task<FakeController> StartAsync()
    {
        var controller = new FakeController();
        await controller._app.StartAsync();
        controller.Url = controller._app.Urls.First();
        return controller;
    }

    /// <summary>Answers a method and path, without its query, with JSON.</summary>
    public FakeController On(string request, string json, int status = 200, params (string Name, string Value)[] headers) => On(request, async (http, _) =>
    {
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json);
    });

    /// <summary>Answers with an error in Orchestry's shape.</summary>
    public FakeController Refuse(string request, int status, string code, string error = "It can't be", string? details = null) =>
        On(request, Error(code, error, details), status);

    /// <summary>Answers by hand; told how many times it was asked before.</summary>
    public FakeController On(string request, Func<HttpContext, int, Task> answer)
    {
        _answers[request] = answer;
        return this;
    }

    /// <summary>Answers one after the other; the last one for ever.</summary>
    public FakeController InTurn(string request, params Func<HttpContext, Task>[] answers) =>
        On(request, (http, before) => answers[Math.Min(before, answers.Length - 1)](http));

    public static Func<HttpContext, Task> Json(string json, int status = 200, string? retryAfter = null) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (retryAfter is not null)
        {
            http.Response.Headers.RetryAfter = retryAfter;
        }

        await http.Response.WriteAsync(json);
    };

    /// <summary>Server-Sent Events, and then the end of the connection.</summary>
    public static Func<HttpContext, Task> Events(params string[] text) => async http =>
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var part in text)
        {
            await http.Response.WriteAsync(part);
            await http.Response.Body.FlushAsync();
        }
    };

    /// <summary>The connection breaks without an answer.</summary>
    public static Task Break(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>A 503 of a write that says what became of it, in Orchestry's shape or in Ring's.</summary>
    public static Func<HttpContext, Task> Unavailable(string outcome, string code = "CLUSTER_NOT_READY", bool isRing = false) => http =>
    {
        http.Response.Headers["X-Orchestry-Outcome"] = outcome;
        return Json(isRing ? RingError(code, "It can't be") : Error(code), 503)(http);
    };

    /// <summary>An error in Ring's shape.</summary>
    public static string RingError(string code, string error, string violations = "") =>
        $$"""{"error":"{{error}}","code":"{{code}}"{{(violations.Length == 0 ? "" : $",\"violations\":[{violations}]")}}}""";

    /// <summary>An error in Orchestry's shape.</summary>
    public static string Error(string code, string error = "It can't be", string? details = null) =>
        $$"""{"error":"{{error}}",{{(details is null ? "" : $"\"details\":\"{details}\",")}}"code":"{{code}}","timestamp":"2026-01-01T00:00:00Z"}""";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await body.ReadToEndAsync();
        var path = http.Request.Path.Value!;
        var key = $"{http.Request.Method} {path}";
        var before = _requests.Count(r => r.Method == http.Request.Method && r.Path.Split('?')[0] == path);
        _requests.Enqueue(new SentRequest(
            http.Request.Method, Uri.UnescapeDataString(http.Request.GetEncodedPathAndQuery()), text,
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (_answers.TryGetValue(key, out var answer))
        {
            await answer(http, before);
            return;
        }

        await Json(Error("NOT_FOUND", $"No answer was set for {key}"), 404)(http);
    }
}
