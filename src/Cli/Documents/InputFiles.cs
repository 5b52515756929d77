using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.Cli.Documents;

/// <summary>Files of documents: one file, every file of a folder in order of their names, or standard input.</summary>
internal static class InputFiles
{
    /// <summary>Means standard input.</summary>
    public const string StandardInput = "-";

    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>All documents of what was named, and where each stands.</summary>
    /// <param name="around">For standard input.</param>
    /// <param name="path">The file or folder, or <see cref="StandardInput"/>.</param>
    /// <param name="fill">Fills in variables of a text, told the key it stands under; null: there are none.</param>
    public static async Task<IReadOnlyList<InputDocument>> ReadAsync(
        Surroundings around, string path, CancellationToken cancellationToken, Func<string, string, string>? fill = null)
    {
        var documents = new List<InputDocument>();
        foreach (var file in Files(path))
        {
            var text = await TextAsync(around, file, cancellationToken);
            var name = file == StandardInput ? "standard input" : file;
            try
            {
                var nodes = IsJson(file, text) ? [Json(text, fill)] : YamlReader.Read(text, fill);
                documents.AddRange(nodes.Select((node, i) => new InputDocument(nodes.Count > 1 ? $"{name}, document {i + 1}" : name, node)));
            }
            catch (MalformedDocumentException malformed)
            {
                throw new CommandFailure(ExitCodes.Usage, $"{name} can't be read: {malformed.Message}", "mend it there", malformed);
            }
        }

        return documents.Count > 0 ? documents : throw CommandFailure.Usage($"{path} holds no document");
    }

    /// <summary>The text of a file, or standard input.</summary>
    public static async Task<string> TextAsync(Surroundings around, string file, CancellationToken cancellationToken)
    {
        try
        {
            return file == StandardInput ? await around.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{file} can't be read: {unreadable.Message}", null, unreadable);
        }
    }

    private static string[] Files(string path)
    {
        if (path == StandardInput || !Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.EnumerateFiles(path).Where(f => Extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw CommandFailure.Usage($"{path} has no file that ends in {string.Join(", ", Extensions)}");
    }

    /// <summary>Standard input has no name to tell by.</summary>
    private static bool IsJson(string file, string text) =>
        Path.GetExtension(file) == ".json" || (file == StandardInput && text.AsSpan().TrimStart() is ['{', ..]);

    private static JsonNode Json(string text, Func<string, string, string>? fill)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            var node = JsonNode.Parse(text, documentOptions: options) ?? throw new MalformedDocumentException("it holds nothing but null");
            return fill is null ? node : Filled(node, "", fill)!;
        }
        catch (JsonException malformed)
        {
            throw new MalformedDocumentException(malformed.Message, malformed);
        }
    }

    private static JsonNode? Filled(JsonNode? node, string under, Func<string, string, string> fill) => node switch
    {
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Filled(p.Value, p.Key, fill)))),
        JsonArray list => new JsonArray([.. list.Select(n => Filled(n, under, fill))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(fill(value.GetValue<string>(), under)),
        _ => node?.DeepClone(),
    };
}
