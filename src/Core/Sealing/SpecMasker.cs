using System.Text.Json;

namespace Orchestry.Core.Sealing;

/// <summary>For showing: a mask instead of everything secret, sealed though it is.</summary>
internal sealed class SpecMasker : ISpecRewriting
{
    public bool WriteVariable(Utf8JsonWriter writer, string variable, JsonProperty field) => WriteMask(writer, field, "value", "value");

    public bool WriteImagePull(Utf8JsonWriter writer, JsonProperty field) => WriteMask(writer, field, "sealedPassword", "password");

    private static bool WriteMask(Utf8JsonWriter writer, JsonProperty field, string kept, string shown)
    {
        if (!field.NameEquals(kept))
        {
            return false;
        }

        writer.WriteString(shown, SpecSealing.Mask);
        return true;
    }
}
