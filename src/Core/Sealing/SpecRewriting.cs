using System.Text;
using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Apps.Parsing;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Sealing;

/// <summary>What becomes of the secret parts of a document.</summary>
internal interface ISpecRewriting
{
    /// <summary>Writes a field of a sealed variable anew, or answers false for one that stays.</summary>
    bool WriteVariable(Utf8JsonWriter writer, string variable, JsonProperty field);

    /// <summary>Writes a field of <c>imagePull</c> anew, or answers false for one that stays.</summary>
    bool WriteImagePull(Utf8JsonWriter writer, JsonProperty field);
}

/// <summary>For keeping: seals what is plain, and puts what is kept already in place of a mask.</summary>
internal sealed class SpecSealer(MasterKey key, NamespaceName @namespace, AppName app, AppSpec? current) : ISpecRewriting
{
    public bool WriteVariable(Utf8JsonWriter writer, string variable, JsonProperty field)
    {
        if (field.NameEquals("plain") && TextOf(field) is { } value)
        {
            writer.WriteString("value", SealedEnvironment.SealOne(key, @namespace, app, variable, value, current));
            return true;
        }

        return field.NameEquals("value") && TextOf(field) == SpecSealing.Mask
            && Write(writer, "value", SealedEnvironment.Find(current, variable)?.Value);
    }

    public bool WriteImagePull(Utf8JsonWriter writer, JsonProperty field)
    {
        if (!field.NameEquals("password") || TextOf(field) is not { } password)
        {
            return false;
        }

        var kept = current?.ImagePull.SealedPassword;
        if (password == SpecSealing.Mask && kept is not null)
        {
            return Write(writer, "sealedPassword", kept);
        }

        var purpose = ImagePullSpec.PasswordPurpose(@namespace, app);
        var isKept = kept is not null && key.Open(kept, purpose) is { } bytes && Encoding.UTF8.GetString(bytes) == password;
        return Write(writer, "sealedPassword", isKept ? kept : key.Seal(Encoding.UTF8.GetBytes(password), purpose));
    }

    private static bool Write(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }

        return text is not null;
    }

    private static string? TextOf(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.String && JsonText.TryRead(field.Value, out var text) ? text : null;
}

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
