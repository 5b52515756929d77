using System.Text.Json;

namespace Orchestry.Http.Bodies;

/// <summary>Strict JSON: no comments, no trailing commas, no property twice, no half characters, at most 64 levels.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = BodyReader.MaxDepth, AllowDuplicateProperties = false };

    /// <exception cref="MalformedBodyException">The text is not that.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            RefuseHalfCharacters(text);
            return JsonElement.Parse(text, Strict);
        }
        catch (JsonException broken)
        {
            throw new MalformedBodyException(Problem(broken), Position(broken), broken);
        }
    }

    /// <summary>
    /// The parser only looks at escapes when a string is asked for; half of a surrogate pair would then surface far from here.
    /// </summary>
    private static void RefuseHalfCharacters(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = BodyReader.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
            {
                continue;
            }

            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException half)
            {
                throw new MalformedBodyException(
                    "a \\u escape is one half of a surrogate pair without the other", PositionOf(text, reader.TokenStartIndex), half);
            }
        }
    }

    private static TextPosition PositionOf(ReadOnlySpan<byte> text, long index)
    {
        var before = text[..(int)index];
        return new TextPosition(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    private static TextPosition? Position(JsonException broken) =>
        broken.LineNumber is { } line && broken.BytePositionInLine is { } column ? new TextPosition(line + 1, column + 1) : null;

    /// <summary>The parser's sentence without its own way of giving the place and without advice on its options.</summary>
    private static string Problem(JsonException broken)
    {
        var message = broken.Message;
        foreach (var tail in (ReadOnlySpan<string>)[" LineNumber:", " Path:", " Change the reader options"])
        {
            var at = message.IndexOf(tail, StringComparison.Ordinal);
            message = at < 0 ? message : message[..at];
        }

        return message.TrimEnd('.');
    }
}
