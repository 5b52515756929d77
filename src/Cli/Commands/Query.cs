using System.Globalization;
using System.Text;

namespace Orchestry.Cli.Commands;

/// <summary>Paths with a query, whose parts are escaped.</summary>
internal static class Query
{
    /// <summary>The path with those parameters that have a value.</summary>
    public static string Of(string path, params IEnumerable<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(path);
        foreach (var (name, value) in parameters.Where(p => p.Value is not null))
        {
            text.Append(text.Length > path.Length ? '&' : '?').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value!));
        }

        return text.ToString();
    }

    public static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment as a parameter.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>True, or nothing.</summary>
    public static string? Flag(bool isSet) => isSet ? "true" : null;
}
