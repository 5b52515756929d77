using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>
/// Reads text that may hold broken Unicode, such as half a surrogate pair: valid JSON by its grammar, but the framework only says so by
/// throwing when the text is asked for.
/// </summary>
internal static class JsonText
{
    public static bool TryRead(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = value.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    public static bool TryReadName(JsonProperty property, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }
}
