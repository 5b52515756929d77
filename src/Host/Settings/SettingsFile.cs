using System.Text.Json;

namespace Orchestry.Host.Settings;

/// <summary>
/// Reads <c>cluster.hocon</c>, written in the JSON subset of HOCON, with comments. Whatever it can't mean is an error with its place.
/// </summary>
internal static class SettingsFile
{
    /// <summary>Values by path, such as <c>orchestry:port</c>; empty when there is no such file.</summary>
    public static IReadOnlyDictionary<string, string> Read(string file, List<string> faults)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!File.Exists(file))
        {
            return values;
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false });
            Flatten(document.RootElement, "", file, values, faults);
        }
        catch (JsonException error)
        {
            faults.Add($"{file}, line {error.LineNumber + 1}: not in the JSON subset of HOCON: {error.Message}");
        }
        catch (IOException error)
        {
            faults.Add($"{file} can't be read: {error.Message}");
        }
        catch (UnauthorizedAccessException error)
        {
            faults.Add($"{file} can't be read: {error.Message}");
        }

        return values;
    }

    private static void Flatten(JsonElement element, string path, string file, Dictionary<string, string> values, List<string> faults)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Flatten(member.Value, path.Length == 0 ? member.Name : $"{path}:{member.Name}", file, values, faults);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when IsKnown(path):
                values[path] = element.ToString();
                break;
            default:
                faults.Add(IsKnown(path)
                    ? $"{file}: {Dotted(path)} must be a text or a number"
                    : $"{file}: there is no setting {Dotted(path)}");
                break;
        }
    }

    private static bool IsKnown(string path) => AllSettings.List.Any(s => string.Equals(s.Path, path, StringComparison.OrdinalIgnoreCase));

    private static string Dotted(string path) => path.Length == 0 ? "the document" : path.Replace(':', '.');
}
