using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Orchestry.Cli.Contexts;

/// <summary>
/// The text of <c>config.toml</c>. A table <c>[contexts.NAME]</c> has <c>url</c>, or <c>host</c>, <c>api.scheme</c> and <c>api.port</c>; <c>urls</c> may name
/// further controllers of the cluster, and <c>current = true</c> marks the context in use. Other tables are others' and are left as they are.
/// </summary>
internal static class ContextFile
{
    public static IReadOnlyList<NamedContext> Parse(string text, string file)
    {
        TomlTable root;
        try
        {
            root = TomlSerializer.Deserialize(text, ContextToml.Default.TomlTable) ?? [];
        }
        catch (TomlException malformed)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{file} is not TOML: {malformed.Message}", "mend it, or delete it and set the contexts up again",
                malformed);
        }

        if (!root.TryGetValue("contexts", out var contexts))
        {
            return [];
        }

        var faults = new List<string>();
        var all = contexts is TomlTable tables
            ? tables.Select(c => Read(c.Key, c.Value as TomlTable, faults)).OfType<NamedContext>().ToArray()
            : Refuse(faults, "contexts: must be tables");
        return faults.Count == 0 ? all : throw new CommandFailure(ExitCodes.Usage, $"{file} has contexts that mean nothing", "mend them") { Lines = faults };
    }

    /// <summary>The text with the context of that name meaning this controller; whatever else it said of that context is gone.</summary>
    public static string WithContext(string text, string name, Uri endpoint, bool isCurrent)
    {
        var document = Document(text);
        foreach (var old in document.Tables.Where(t => NameOf(t) == name || NameOf(t)?.StartsWith(name + ".", StringComparison.Ordinal) == true).ToArray())
        {
            document.Tables.RemoveChild(old);
        }

        var rest = document.ToString()!.TrimEnd();
        var key = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? name
            : $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var path = endpoint.AbsolutePath == "/" ? "" : $"url = \"{endpoint.AbsoluteUri}\"\n";
        return $"""
            {rest}{(rest.Length == 0 ? "" : "\n\n")}[contexts.{key}]
            current = {(isCurrent ? "true" : "false")}
            {path}host = "{endpoint.Host.Trim('[', ']')}"
            api.scheme = "{endpoint.Scheme}"
            api.port = {endpoint.Port}

            """;
    }

    /// <summary>The text with the context of that name as the current one.</summary>
    public static string WithCurrent(string text, string name)
    {
        var document = Document(text);
        foreach (var table in document.Tables)
        {
            if (NameOf(table) is not { } context || context.Contains('.', StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var old in table.Items.Where(i => i.Key?.ToString()?.Trim() == "current").ToArray())
            {
                table.Items.RemoveChild(old);
            }

            if (context == name)
            {
                table.Items.Add(new KeyValueSyntax("current", new BooleanValueSyntax(true)));
            }
        }

        return document.ToString()!;
    }

    private static DocumentSyntax Document(string text) => SyntaxParser.Parse(text);

    /// <summary>NAME of a table <c>[contexts.NAME]</c>, with what follows it; null for any other table.</summary>
    private static string? NameOf(TableSyntaxBase table)
    {
        const string Prefix = "contexts.";
        var name = table.Name?.ToString()?.Trim() ?? "";
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..].Trim('"', '\'') : null;
    }

    private static NamedContext? Read(string name, TomlTable? table, List<string> faults)
    {
        if (table is null)
        {
            Refuse(faults, $"contexts.{name}: must be a table");
            return null;
        }

        var endpoints = new List<Uri>();
        var place = $"contexts.{name}";
        var first = At<string>(table, "url", place, "text", faults) ?? FromParts(place, table, faults);
        foreach (var listed in (At<TomlArray>(table, "urls", place, "a list", faults) ?? []).Prepend(first))
        {
            if (listed is not string url)
            {
                Refuse(listed is null ? [] : faults, $"{place}.urls: must be a list of text");
                continue;
            }

            try
            {
                endpoints.Add(ContextAddress.Parse(url));
            }
            catch (CommandFailure wrong)
            {
                faults.Add($"contexts.{name}: {wrong.Message}");
            }
        }

        if (endpoints.Count == 0 && faults.Count == 0)
        {
            faults.Add($"contexts.{name}: has neither url nor host");
        }

        return new NamedContext(name, [.. endpoints.Distinct()], At<bool?>(table, "current", place, "true or false", faults) == true);
    }

    private static string? FromParts(string place, TomlTable table, List<string> faults)
    {
        if (At<string>(table, "host", place, "text", faults) is not { } host)
        {
            return null;
        }

        var api = At<TomlTable>(table, "api", place, "a table", faults) ?? [];
        var scheme = At<string>(api, "scheme", $"{place}.api", "text", faults) ?? "http";
        var port = At<long?>(api, "port", $"{place}.api", "1 to 65535", faults);
        if (port is < 1 or > 65535)
        {
            faults.Add($"{place}.api.port: must be 1 to 65535");
        }

        // The address a server listens on is not one to call it by.
        var called = host is "0.0.0.0" or "::" ? "127.0.0.1" : host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return port is { } number ? $"{scheme}://{called}:{number}" : $"{scheme}://{called}";
    }

    /// <summary>What a key says; null where it is not there, and where it is no such thing, which is a fault.</summary>
    private static T? At<T>(TomlTable table, string key, string place, string what, List<string> faults)
    {
        if (!table.TryGetValue(key, out var value))
        {
            return default;
        }

        if (value is T meant)
        {
            return meant;
        }

        faults.Add($"{place}.{key}: must be {what}");
        return default;
    }

    private static NamedContext[] Refuse(List<string> faults, string fault)
    {
        faults.Add(fault);
        return [];
    }
}
