using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestry.Cli.Output;

/// <summary>JSON as it is written to standard output: what the controller answered, indented.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    public static string Of(JsonElement json) => Written(Indented, json.WriteTo);

    /// <summary>The same in one line, for streams.</summary>
    public static string Line(JsonElement json) => Written(OneLine, json.WriteTo);

    /// <summary>JSON that is written here.</summary>
    public static string Of(Action<Utf8JsonWriter> write) => Written(Indented, write);

    /// <summary>A text in quotes.</summary>
    public static string Quoted(string text) => Written(OneLine, writer => writer.WriteStringValue(text));

    /// <summary>A body for the controller.</summary>
    public static byte[] Body(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetBytes(Written(OneLine, write));

    /// <summary>A record without the fields that are null: to the controller they would count as left out, but a person may read them as a wish.</summary>
    public static void WithoutNulls<T>(Utf8JsonWriter writer, T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToElement(value, type);
        writer.WriteStartObject();
        foreach (var property in json.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static string Written(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
