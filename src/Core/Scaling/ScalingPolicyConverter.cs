using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestry.Core.Scaling;

/// <summary>A policy inside of another stored document, in the form of <see cref="ScalingPolicyJson"/>.</summary>
internal sealed class ScalingPolicyConverter : JsonConverter<ScalingPolicy>
{
    /// <inheritdoc/>
    public override ScalingPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return ScalingPolicyJson.Read(document.RootElement.GetRawText());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ScalingPolicy value, JsonSerializerOptions options) =>
        writer.WriteRawValue(ScalingPolicyJson.Write(value));
}
