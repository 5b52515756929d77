using System.Text;
using System.Text.Json;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Documents;

/// <summary>JSON as YAML that people read, in block style. Reading it back gives the same.</summary>
internal static class YamlText
{
    public static string Of(JsonElement json)
    {
        var text = new StringBuilder();
        Write(text, json, 0, isInline: false);
        return text.ToString().TrimStart('\n').TrimEnd();
    }

    private static void Write(StringBuilder text, JsonElement json, int indent, bool isInline)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when json.EnumerateObject().Any():
                foreach (var property in json.EnumerateObject())
                {
                    Begin(text, indent, ref isInline).Append(Scalar(property.Name)).Append(':');
                    Write(text, property.Value, indent + 1, isInline: false);
                }

                break;
            case JsonValueKind.Array when json.GetArrayLength() > 0:
                foreach (var item in json.EnumerateArray())
                {
                    Begin(text, indent, ref isInline).Append('-');
                    var isBlock = item.ValueKind is JsonValueKind.Object && item.EnumerateObject().Any();
                    text.Append(isBlock ? " " : "");
                    Write(text, item, indent + 1, isInline: isBlock);
                }

                break;
            default:
                text.Append(' ').Append(json.ValueKind == JsonValueKind.String ? Scalar(json.GetString()!) : json.GetRawText());
                break;
        }
    }

    /// <summary>A new line at the depth, unless what comes follows a dash.</summary>
    private static StringBuilder Begin(StringBuilder text, int indent, ref bool isInline)
    {
        if (!isInline)
        {
            text.Append('\n').Append(' ', indent * 2);
        }

        isInline = false;
        return text;
    }

    private static string Scalar(string text)
    {
        var isPlain = text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && !text.EndsWith(' ') && !text.EndsWith(':')
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '/' or ':' or '@' or '%' or '+' or '=' or ',')
            && !text.Contains(": ", StringComparison.Ordinal) && !YamlScalar.IsMoreThanText(text);
        // Double-quoted YAML is a superset of JSON's strings.
        return isPlain ? text : JsonText.Quoted(text);
    }
}
