using Orchestry.Core.Replicas;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>metadata</c>: name, namespace and labels.</summary>
internal static class MetadataReader
{
    private const int MaxLabelLength = 63;

    public static (AppName Name, NamespaceName Namespace, IReadOnlyDictionary<string, string> Labels) Read(SpecValue metadata)
    {
        if (metadata.Object("name", "namespace", "labels") is not { } fields)
        {
            return (default, default, new Dictionary<string, string>());
        }

        var name = ReadName(fields["name"].Required());
        return (name, ReadNamespace(fields["namespace"]), ReadLabels(fields["labels"], name));
    }

    private static NamespaceName ReadNamespace(SpecValue value)
    {
        if (value.Text() is { } text && !NamespaceName.TryParse(text, out _))
        {
            value.Refuse($"{NamespaceName.Rule}, not {Shown.Quoted(text)}");
        }

        return NamespaceName.TryParse(value.IsGiven ? value.Text() : null, out var name) ? name : NamespaceName.Default;
    }

    private static AppName ReadName(SpecValue value)
    {
        if (value.Text() is not { } text)
        {
            return default;
        }

        if (!AppName.TryParse(text, out var name))
        {
            value.Refuse(
                $"must be lowercase letters, digits and hyphens, with a letter or digit at both ends, at most {AppName.MaxLength} characters, "
                + $"not {Shown.Quoted(text)}");
        }

        return name;
    }

    private static Dictionary<string, string> ReadLabels(SpecValue value, AppName name)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!value.IsGiven)
        {
            labels["app"] = name.Value ?? "";
            return labels;
        }

        foreach (var (key, item) in value.Map() ?? [])
        {
            CheckKey(key, item);
            if (item.Item().Text() is { } text)
            {
                CheckValue(key, text, item, name);
                labels[key] = text;
            }
        }

        return labels;
    }

    private static void CheckKey(string key, SpecValue item)
    {
        if (key.Length > MaxLabelLength || !Characters.IsBounded(key, Characters.LabelKey))
        {
            item.Refuse(
                $"a label's key must be 1 to {MaxLabelLength} letters, digits, '-', '_', '.' or '/', with a letter or digit at both ends, "
                + $"not {Shown.Quoted(key)}");
        }
        else if (ContainerLabels.IsReserved(key))
        {
            item.Refuse("keys that begin with 'orchestry.' are reserved for the controller, and so is 'ring_deployment'; choose another key");
        }
    }

    private static void CheckValue(string key, string text, SpecValue item, AppName name)
    {
        if (text.Length > MaxLabelLength || (text.Length > 0 && !Characters.IsBounded(text, Characters.Name)))
        {
            // The name itself may be longer than a label's value; the default label carries it all the same.
            if (key != "app" || text != name.Value)
            {
                item.Refuse(
                    $"must be at most {MaxLabelLength} letters, digits, '-', '_' or '.', with a letter or digit at both ends, "
                    + $"not {Shown.Quoted(text)}");
            }
        }
        else if (key == "app" && name.Value is { } app && text != app)
        {
            item.Refuse($"must equal the application's name {Shown.Quoted(app)}, not {Shown.Quoted(text)}");
        }
    }
}
