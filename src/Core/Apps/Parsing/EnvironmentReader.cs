using System.Text;
using System.Text.Json;
using Orchestry.Core.Documents;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.environment</c>.</summary>
internal static class EnvironmentReader
{
    // The engine hands the environment to execve, whose arguments and environment share a limit of this order on Linux.
    private const int MaxTotalBytes = 512 * 1024;

    // A sealed text is a third longer than its value, which may be as long as any other.
    private const int MaxSealedBytes = 44 * 1024;

    private static readonly string[] SdkKeys = ["app.name", "app.replicas", "instance.port"];

    public static IReadOnlyList<EnvironmentEntry> Read(SpecValue value, bool hasPort)
    {
        var entries = new List<EnvironmentEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var totalBytes = 0;
        foreach (var item in value.Items() ?? [])
        {
            if (item.Item().Object("name", "value", "source", "key", "field") is not { } fields)
            {
                continue;
            }

            var name = ReadName(fields["name"].Required());
            if (name is not null && !names.Add(name))
            {
                fields["name"].Refuse($"the variable {Shown.Quoted(name)} is given already; names are unique");
            }

            if (ReadEntry(item, fields, name ?? "", hasPort) is { } entry)
            {
                entries.Add(entry);
                totalBytes += Encoding.UTF8.GetByteCount(entry.Name) + Encoding.UTF8.GetByteCount(entry.Value);
            }
        }

        if (totalBytes > MaxTotalBytes)
        {
            value.Refuse($"must be at most {MaxTotalBytes} bytes in all, names and values together, not {totalBytes}");
        }

        return entries;
    }

    private static string? ReadName(SpecValue value)
    {
        var name = value.Text();
        if (name is not null && !IsName(name))
        {
            value.Refuse($"must be letters, digits and underscores and not begin with a digit, not {Shown.Quoted(name)}");
        }

        return name;
    }

    private static bool IsName(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => c == '_' || char.IsAsciiLetterOrDigit(c));

    private static EnvironmentEntry? ReadEntry(SpecValue item, SpecObject fields, string name, bool hasPort)
    {
        var (value, source, key, field) = (fields["value"], fields["source"], fields["key"], fields["field"]);
        if (IsSealed(source))
        {
            RefuseBesideValue(key, field);
            return value.Required().Text(MaxSealedBytes) is { } text ? new EnvironmentEntry(name, EnvironmentSource.Sealed, text) : null;
        }

        if (value.IsGiven)
        {
            RefuseBesideValue(source, key, field);
            return value.Text() is { } text ? new EnvironmentEntry(name, EnvironmentSource.Value, text) : null;
        }

        if (!source.IsGiven)
        {
            item.Refuse("needs either value, or source (sdk or secret) with key");
            return null;
        }

        var from = source.Choice(EnvironmentSource.Value, ("sdk", EnvironmentSource.Sdk), ("secret", EnvironmentSource.Secret));
        if (from is null || key.Required().Text() is not { } keyText)
        {
            return null;
        }

        if (from == EnvironmentSource.Secret)
        {
            CheckSecret(key, keyText);
            return new EnvironmentEntry(name, EnvironmentSource.Secret, keyText, field.Text());
        }

        if (field.IsGiven)
        {
            field.Refuse("is only for source secret; leave it out");
        }

        CheckSdkKey(key, keyText, hasPort);
        return new EnvironmentEntry(name, EnvironmentSource.Sdk, keyText);
    }

    private static bool IsSealed(SpecValue source) => source.Json.ValueKind == JsonValueKind.String && source.Json.ValueEquals("sealed");

    // Whether it exists is for whoever knows what is stored.
    private static void CheckSecret(SpecValue key, string name)
    {
        if (!ResourceName.IsName(name))
        {
            key.Refuse($"must be the name of a secret, which {ResourceName.Rule}; not {Shown.Quoted(name)}");
        }
    }

    private static void RefuseBesideValue(params ReadOnlySpan<SpecValue> others)
    {
        foreach (var other in others)
        {
            if (other.IsGiven)
            {
                other.Refuse("must not stand beside value; give either value, or source with key");
            }
        }
    }

    private static void CheckSdkKey(SpecValue key, string text, bool hasPort)
    {
        if (text == "instance.ip")
        {
            key.Refuse("instance.ip is known only after the container has started; inside the container read it with `hostname -i`");
        }
        else if (!SdkKeys.Contains(text, StringComparer.Ordinal))
        {
            key.Refuse($"must be {Shown.Either(SdkKeys)}, not {Shown.Quoted(text)}{Suggestion.For(text, SdkKeys)}");
        }
        else if (text == "instance.port" && !hasPort)
        {
            key.Refuse("instance.port needs a port: list one in spec.ports");
        }
    }
}
