using System.Text.Json;

namespace Orchestry.ClusterRig;

/// <summary>Reads answers by path, such as <c>replicas.healthy</c>, so that tests name fields as the reference does.</summary>
internal static class Json
{
    public static JsonElement At(this JsonElement element, string path)
    {
        var at = element;
        foreach (var name in path.Split('.'))
        {
            Assert.True(at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out at), $"No field {path} in {element}");
        }

        return at;
    }

    public static string Text(this JsonElement element, string path) => element.At(path).GetString() ?? "";

    public static int Int(this JsonElement element, string path) => element.At(path).GetInt32();

    public static JsonElement[] List(this JsonElement element, string path) => [.. element.At(path).EnumerateArray()];

    public static DateTimeOffset Time(this JsonElement element, string path) => element.At(path).GetDateTimeOffset();

    /// <summary>The names of an object's fields in their order, separated by blanks.</summary>
    public static string Fields(this JsonElement element) => string.Join(' ', element.EnumerateObject().Select(p => p.Name));
}
