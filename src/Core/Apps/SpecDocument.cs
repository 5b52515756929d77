using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestry.Core.Scaling;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Apps;

/// <summary>Works on the document a specification was parsed from, which is kept as the user wrote it.</summary>
public static class SpecDocument
{
    private const string Scaling = "scaling";

    /// <summary>
    /// The document with its values and their order as registered, and with <c>scaling.mode</c>, <c>minReplicas</c> and <c>maxReplicas</c>
    /// where it left them out: how many replicas there may be is part of every answer. What is secret in it is masked.
    /// </summary>
    /// <exception cref="JsonException">The document is not JSON; one that was parsed into a specification is.</exception>
    public static string ForDisplay(string document, AppSpec spec)
    {
        using var parsed = JsonDocument.Parse(SpecSealing.Masked(document));
        var shown = new ArrayBufferWriter<byte>(document.Length + 128);
        using (var writer = new Utf8JsonWriter(shown))
        {
            writer.WriteStartObject();
            var hasScaling = false;
            foreach (var property in parsed.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                if (property.NameEquals(Scaling))
                {
                    hasScaling = true;
                    WriteScaling(writer, property.Value, spec.Scaling);
                }
                else
                {
                    WriteAsWritten(writer, property.Value);
                }
            }

            if (!hasScaling)
            {
                writer.WritePropertyName(Scaling);
                WriteScaling(writer, default, spec.Scaling);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(shown.WrittenSpan);
    }

    /// <summary>
    /// Whether two documents say the same, whatever the order of their fields, their white space and the spelling of their numbers. A field
    /// left out and the same field with its default are not the same document. Both must have been parsed into a specification before, which
    /// is what rules out broken text.
    /// </summary>
    /// <exception cref="JsonException">One of them is not JSON.</exception>
    public static bool SameContent(string a, string b)
    {
        if (a == b)
        {
            return true;
        }

        using var first = JsonDocument.Parse(a);
        using var second = JsonDocument.Parse(b);
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }

    private static void WriteScaling(Utf8JsonWriter writer, JsonElement written, ScalingPolicy policy)
    {
        (string Name, string Json)[] missing =
        [
            ("mode", policy.Mode == ScalingMode.Auto ? "\"auto\"" : "\"manual\""),
            ("minReplicas", policy.MinReplicas.ToString(CultureInfo.InvariantCulture)),
            ("maxReplicas", policy.MaxReplicas.ToString(CultureInfo.InvariantCulture)),
        ];
        writer.WriteStartObject();
        if (written.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in written.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
            {
                writer.WritePropertyName(property.Name);
                WriteAsWritten(writer, property.Value);
                missing = [.. missing.Where(m => !property.NameEquals(m.Name))];
            }
        }

        foreach (var (name, json) in missing)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }

        writer.WriteEndObject();
    }

    // Raw, so that 0.50 stays 0.50 and an escape stays an escape.
    private static void WriteAsWritten(Utf8JsonWriter writer, JsonElement value) => writer.WriteRawValue(value.GetRawText());
}
