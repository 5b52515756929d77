using System.Text.Json;

namespace Orchestry.Cli.Tests;

/// <summary>A request as the controller got it.</summary>
internal sealed record SentRequest(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The request in one line.</summary>
    public string Line => $"{Method} {Path}";

    public JsonElement Json => JsonElement.Parse(Body);
}
