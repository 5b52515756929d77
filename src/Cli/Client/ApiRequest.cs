using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestry.Cli.Client;

/// <summary>A request, which may be sent more than once.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Path and query.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>How long an answer may take where nobody waits for anything. It is the controller's own patience with its database, and some.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(40);

    /// <summary>The body; null: none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What the answer should be; null: whatever comes.</summary>
    public string? Accept { get; init; }

    /// <summary>Whether sending it twice does what sending it once does, so that it may be sent again when it is not known what became of it.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether an answer that says "not now" is waited out; false where it is what was asked for.</summary>
    public bool WaitsForLeader { get; init; } = true;

    /// <summary>Whether a limit of requests that ends soon is waited out; false where a person must know of it.</summary>
    public bool WaitsForLimit { get; init; } = true;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Deadline { get; init; } = DefaultDeadline;

    /// <summary>Where a stream is to go on; null: from its begin, or no stream.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Reads.</summary>
    public static ApiRequest Get(string path) => new(HttpMethod.Get, path) { IsRepeatable = true };

    /// <summary>Changes something to a state that is named, so that repeating does no harm.</summary>
    public static ApiRequest Set(HttpMethod method, string path) => new(method, path) { IsRepeatable = true };

    /// <summary>The same with a body.</summary>
    public static ApiRequest Set<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type) =>
        new(method, path) { IsRepeatable = true, Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    /// <summary>Makes something that would be made twice.</summary>
    public static ApiRequest Create(string path, byte[]? body) => new(HttpMethod.Post, path) { Body = body };
}
