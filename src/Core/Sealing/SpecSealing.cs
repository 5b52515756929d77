using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Apps.Parsing;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Sealing;

/// <summary>
/// Takes what is secret out of a document before it is kept, and out of one that is shown. In a request a variable is
/// <c>{name, source: sealed, plain: …}</c> and the registry's password <c>imagePull.password</c>; kept are the sealed <c>value</c> and
/// <c>sealedPassword</c>; shown is a mask. A mask in a request means: as it is.
/// </summary>
public static class SpecSealing
{
    /// <summary>What is shown instead of a secret.</summary>
    public const string Mask = "********";

    // So that base64 stays base64.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The document as it may be kept; word for word where it holds nothing secret. One that makes no sense comes back with its nonsense, for whoever
    /// parses it to name.
    /// </summary>
    /// <param name="document">The document of a request.</param>
    /// <param name="key">Seals.</param>
    /// <param name="currentOf">The specification that counts now of an application; null: there is none.</param>
    public static string Seal(JsonElement document, MasterKey key, Func<NamespaceName, AppName, AppSpec?> currentOf)
    {
        if (!HoldsSecrets(document) || Owner(document) is not var (@namespace, app))
        {
            return document.GetRawText();
        }

        return Rewrite(document, new SpecSealer(key, @namespace, app, currentOf(@namespace, app)));
    }

    /// <summary>The document as it may be shown.</summary>
    /// <exception cref="JsonException">It is not JSON; one that was parsed into a specification is.</exception>
    public static string Masked(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        return HoldsSecrets(parsed.RootElement) ? Rewrite(parsed.RootElement, new SpecMasker()) : document;
    }

    private static bool HoldsSecrets(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("spec", out var spec) && spec.ValueKind == JsonValueKind.Object
        && (spec.TryGetProperty("imagePull", out _)
            || (spec.TryGetProperty("environment", out var environment)
                && environment.ValueKind == JsonValueKind.Array && environment.EnumerateArray().Any(IsSealed)));

    private static (NamespaceName Namespace, AppName App)? Owner(JsonElement document)
    {
        if (!document.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
            || !AppName.TryParse(TextOf(metadata, "name"), out var app))
        {
            return null;
        }

        return TextOf(metadata, "namespace") is not { } named ? (NamespaceName.Default, app)
            : NamespaceName.TryParse(named, out var @namespace) ? (@namespace, app)
            : null;
    }

    private static bool IsSealed(JsonElement entry) => entry.ValueKind == JsonValueKind.Object && TextOf(entry, "source") == "sealed";

    private static string? TextOf(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && JsonText.TryRead(value, out var text) ? text : null;

    private static string Rewrite(JsonElement document, ISpecRewriting rewriting)
    {
        var written = new ArrayBufferWriter<byte>();
        try
        {
            using (var writer = new Utf8JsonWriter(written, Plain))
            {
                WriteObject(writer, document, property =>
                {
                    if (!property.NameEquals("spec") || property.Value.ValueKind != JsonValueKind.Object)
                    {
                        return false;
                    }

                    writer.WritePropertyName(property.Name);
                    WriteObject(writer, property.Value, inSpec => WriteSecrets(writer, inSpec, rewriting));
                    return true;
                });
            }

            return Encoding.UTF8.GetString(written.WrittenSpan);
        }
        catch (InvalidOperationException)
        {
            // Text that is not valid Unicode, which only asking for it shows: whoever parses the document refuses it.
            return document.GetRawText();
        }
    }

    private static bool WriteSecrets(Utf8JsonWriter writer, JsonProperty property, ISpecRewriting rewriting)
    {
        if (property.NameEquals("imagePull") && property.Value.ValueKind == JsonValueKind.Object)
        {
            writer.WritePropertyName(property.Name);
            WriteObject(writer, property.Value, field => rewriting.WriteImagePull(writer, field));
            return true;
        }

        if (!property.NameEquals("environment") || property.Value.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        writer.WriteStartArray(property.Name);
        foreach (var entry in property.Value.EnumerateArray())
        {
            if (IsSealed(entry))
            {
                WriteObject(writer, entry, field => rewriting.WriteVariable(writer, TextOf(entry, "name") ?? "", field));
            }
            else
            {
                writer.WriteRawValue(entry.GetRawText());
            }
        }

        writer.WriteEndArray();
        return true;
    }

    /// <summary>An object whose properties are written anew, or as they are where that writes nothing.</summary>
    private static void WriteObject(Utf8JsonWriter writer, JsonElement from, Func<JsonProperty, bool> write)
    {
        writer.WriteStartObject();
        foreach (var property in from.EnumerateObject().Where(p => !write(p)))
        {
            writer.WritePropertyName(property.Name);
            writer.WriteRawValue(property.Value.GetRawText());
        }

        writer.WriteEndObject();
    }
}
