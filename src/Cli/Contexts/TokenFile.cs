using System.Text.Json;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Contexts;

/// <summary>Tokens by context, in a file that nobody else may read: <c>{"default": {"token": "…"}}</c>.</summary>
internal sealed class TokenFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path => path;

    public string? Read(string contextName) => All().GetValueOrDefault(contextName);

    /// <summary>Keeps the token of a context; null forgets it.</summary>
    public void Write(string contextName, string? token)
    {
        var all = All();
        all.Remove(contextName);
        if (token is not null)
        {
            all[contextName] = token;
        }

        var text = JsonText.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in all.OrderBy(a => a.Key, StringComparer.Ordinal))
            {
                writer.WriteStartObject(name);
                writer.WriteString("token", value);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
        var folder = System.IO.Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        // Made with its mode, not made and then closed: between the two it would be everybody's.
        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(next, options))
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine(text);
        }

        File.Move(next, path, overwrite: true);
    }

    private Dictionary<string, string> All()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return all;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (entry.Value.TryGetProperty("token", out var token) && token.GetString() is { Length: > 0 } text)
                {
                    all[entry.Name] = text;
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{path} is not what 'login' writes", "delete it, and log in again", malformed);
        }

        return all;
    }
}
