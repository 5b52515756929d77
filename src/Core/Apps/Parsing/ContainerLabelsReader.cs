using Orchestry.Core.Replicas;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>
/// Reads <c>spec.containerLabels</c>. Other than <c>metadata.labels</c>, which name the application, they are for whoever reads labels off containers, and so
/// are as free as the engine has them.
/// </summary>
internal static class ContainerLabelsReader
{
    private const int MaxKeyLength = 255;

    public static IReadOnlyDictionary<string, string> Read(SpecValue value)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, item) in value.Map() ?? [])
        {
            if (key.Length is 0 or > MaxKeyLength || key.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '='))
            {
                item.Refuse($"a label's key must be 1 to {MaxKeyLength} characters without '=' and spaces, not {Shown.Quoted(key)}");
            }
            else if (ContainerLabels.IsReserved(key))
            {
                item.Refuse($"{Shown.Quoted(key)} is a label of the controller's own; choose another key");
            }
            else if (item.Item().Text() is { } text)
            {
                labels[key] = text;
            }
        }

        return labels;
    }
}
