namespace Orchestry.Core.Apps.Parsing;

/// <summary>Writes where a value stands: <c>spec.ports[0].containerPort</c>, <c>metadata.labels["a.b"]</c>.</summary>
internal static class FieldPath
{
    public static string Child(string parent, string name) =>
        name.Length is 0 or > 80 || name.AsSpan().ContainsAnyExcept(Characters.Word) ? $"{parent}[\"{Shown.Cut(name)}\"]"
        : parent.Length == 0 ? name
        : $"{parent}.{name}";

    public static string Item(string parent, int index) => $"{parent}[{index}]";
}
