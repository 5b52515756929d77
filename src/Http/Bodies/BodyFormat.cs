using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Orchestry.Http.Bodies;

/// <summary>How a body is written.</summary>
internal enum BodyFormat
{
    Json,
    Yaml,
}

/// <summary>Recognises formats by their media type.</summary>
internal static class BodyFormats
{
    public const string Accepted = "application/json and application/yaml, both in UTF-8";

    public static BodyFormat? Recognise(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var media) || !IsUtf8(media.Charset))
        {
            return null;
        }

        if (Is(media.MediaType, "application/json") || Is(media.Suffix, "json"))
        {
            return BodyFormat.Json;
        }

        return Is(media.MediaType, "application/yaml") || Is(media.MediaType, "application/x-yaml") || Is(media.MediaType, "text/yaml")
            || Is(media.Suffix, "yaml")
            ? BodyFormat.Yaml
            : null;
    }

    private static bool IsUtf8(StringSegment charset) => charset.Length == 0 || Is(charset, "utf-8") || Is(charset, "\"utf-8\"");

    private static bool Is(StringSegment part, string word) => part.Equals(word, StringComparison.OrdinalIgnoreCase);
}
