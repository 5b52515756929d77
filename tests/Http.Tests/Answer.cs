using System.Net.Http.Headers;
using System.Text.Json;

namespace Orchestry.Http.Tests;

/// <summary>An answer, read whole.</summary>
internal sealed class Answer(HttpResponseMessage response, string body)
{
    public int Status { get; } = (int)response.StatusCode;

    public string Body { get; } = body;

    public string? ContentType { get; } = response.Content.Headers.ContentType?.ToString();

    public HttpResponseHeaders Headers { get; } = response.Headers;

    public string? Allow { get; } = response.Content.Headers.TryGetValues("Allow", out var allow) ? string.Join(", ", allow) : null;

    public JsonElement Json => JsonElement.Parse(Body);

    public string Code => Json.GetProperty("code").GetString()!;

    public string Details => Json.GetProperty("details").GetString()!;

    /// <summary>Violations as <c>field: message</c>.</summary>
    public IReadOnlyList<string> Violations =>
        [.. Json.GetProperty("violations").EnumerateArray().Select(v => $"{v.GetProperty("field").GetString()}: {v.GetProperty("message").GetString()}")];

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    /// <summary>The same fields, in the same order, with the same values: what "literally" means for JSON.</summary>
    public void Is(string expected) => Assert.Equal(Normal(expected), Normal(Body));

    /// <summary>The one shape of every answer that is not a success.</summary>
    public void IsError(int status, string code, string sentence)
    {
        Assert.Equal(status, Status);
        IsErrorShape();
        Assert.Equal(code, Code);
        Assert.Equal(sentence, Json.GetProperty("error").GetString());
    }

    public void IsErrorShape()
    {
        Assert.Equal("application/json", ContentType);
        var fields = Json.EnumerateObject().Select(p => p.Name).ToArray();
        Assert.Equal(["error", "details", "code", "timestamp"], fields.Take(4));
        Assert.Equal(Code is "INVALID_SPEC" or "VALIDATION_ERROR" ? ["violations"] : Array.Empty<string>(), fields.Skip(4));
        Assert.False(string.IsNullOrWhiteSpace(Details));
        Assert.EndsWith("Z", Json.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
    }

    private static string Normal(string json) => JsonSerializer.Serialize(JsonElement.Parse(json), Indented);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
