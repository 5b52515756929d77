using System.Net.Http.Headers;
using System.Text.Json;

namespace Orchestry.ClusterRig;

/// <summary>What a server answered, read to its end.</summary>
internal sealed record Answer(int Status, JsonElement Body, HttpResponseHeaders Headers, string Text)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken = default)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0;
        return new Answer((int)response.StatusCode, isJson ? JsonElement.Parse(text) : default, response.Headers, text);
    }

    /// <summary>The body of an answer with that status; any other fails the test and shows the body.</summary>
    public JsonElement Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, was {Status}: {Text}");
        return Body;
    }

    /// <summary>The body of a refusal, which has the reference's shape, that status and that code.</summary>
    public JsonElement ExpectError(int status, string code)
    {
        var body = Expect(status);
        Assert.Equal(code, body.Text("code"));
        // The reference's answers about leadership have no details.
        Assert.StartsWith(code is "NOT_LEADER" or "CLUSTER_NOT_READY" or "NO_LEADER" ? "error code timestamp" : "error details code timestamp", body.Fields(), StringComparison.Ordinal);
        return body;
    }
}
