using System.Text.Json;
using Orchestry.Core.Apps;
using Orchestry.Core.Apps.Parsing;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Sealing;

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

        return Write(writer, "sealedPassword", key.SealText(password, ImagePullSpec.PasswordPurpose(@namespace, app), kept));
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
