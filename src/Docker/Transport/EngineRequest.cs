using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestry.Docker.Faults;

namespace Orchestry.Docker.Transport;

/// <summary>One call to the engine.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query without the version prefix; names in it are escaped with <see cref="Escape"/>.</param>
/// <param name="Purpose">What the call is for, to complete "The engine could not …".</param>
internal sealed record EngineRequest(HttpMethod Method, string Path, string Purpose)
{
    /// <summary>What kind of call it is, as far as the meaning of a refusal depends on it.</summary>
    public EngineOperation Operation { get; init; }

    /// <summary>Makes the body, once per attempt; null: none.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Whether <see cref="Content"/> can be made again.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Value of <c>X-Registry-Auth</c>.</summary>
    public string? RegistryAuth { get; init; }

    /// <summary>Deadline; null: that of an ordinary call.</summary>
    public TimeSpan? Timeout { get; init; }

    public static string Escape(string name) => Uri.EscapeDataString(name);

    /// <summary>Escapes a name that may hold slashes, such as an image's.</summary>
    public static string EscapePath(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    public static Func<HttpContent> Json<T>(T body, JsonTypeInfo<T> type) => () =>
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    };

    /// <summary>
    /// False when a name in the path is empty, <c>.</c> or <c>..</c>: on its way such a path would turn into that of another call.
    /// </summary>
    public bool HasSafePath
    {
        get
        {
            var path = Path.AsSpan();
            var query = path.IndexOf('?');
            path = query < 0 ? path[1..] : path[1..query];
            foreach (var range in path.Split('/'))
            {
                if (path[range] is "" or "." or "..")
                {
                    return false;
                }
            }

            return true;
        }
    }

    public HttpRequestMessage ToMessage(ApiVersion version)
    {
        var message = new HttpRequestMessage(Method, new Uri($"/v{version}{Path}", UriKind.Relative)) { Content = Content?.Invoke() };
        if (RegistryAuth is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Registry-Auth", RegistryAuth);
        }

        return message;
    }
}
