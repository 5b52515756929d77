using System.Text;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Sealing;

/// <summary>
/// Variables whose values stand sealed in an application's own document. Sealing the same value twice gives two texts, so a value that stays keeps
/// the text it has: otherwise asking for the same would look like asking for something else.
/// </summary>
public static class SealedEnvironment
{
    /// <summary>The variables as entries of a specification, in their order.</summary>
    /// <param name="key">Seals them.</param>
    /// <param name="namespace">The application's namespace.</param>
    /// <param name="app">Its name there.</param>
    /// <param name="values">The values by variable.</param>
    /// <param name="current">The specification that counts now; null: there is none yet.</param>
    public static IReadOnlyList<EnvironmentEntry> Seal(
        MasterKey key, NamespaceName @namespace, AppName app, IEnumerable<KeyValuePair<string, string>> values, AppSpec? current) =>
        [.. values.Select(v => new EnvironmentEntry(v.Key, EnvironmentSource.Sealed, SealOne(key, @namespace, app, v.Key, v.Value, current)))];

    /// <summary>One value, sealed; the text it has where it stays the same.</summary>
    public static string SealOne(MasterKey key, NamespaceName @namespace, AppName app, string variable, string value, AppSpec? current) =>
        Find(current, variable) is { } known && Open(key, @namespace, app, known) == value
            ? known.Value
            : key.Seal(Encoding.UTF8.GetBytes(value), EnvironmentEntry.SealPurpose(@namespace, app, variable));

    /// <summary>The values of every sealed variable of a specification, in its order. Those that this key does not open are left out.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Open(MasterKey key, AppSpec spec) =>
    [
        .. from entry in spec.Environment
           where entry.Source == EnvironmentSource.Sealed
           let value = Open(key, spec.Namespace, spec.Name, entry)
           where value is not null
           select KeyValuePair.Create(entry.Name, value),
    ];

    /// <summary>The value of a sealed variable; null when it was sealed with another key or for something else.</summary>
    public static string? Open(MasterKey key, NamespaceName @namespace, AppName app, EnvironmentEntry entry) =>
        key.Open(entry.Value, EnvironmentEntry.SealPurpose(@namespace, app, entry.Name)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    internal static EnvironmentEntry? Find(AppSpec? spec, string variable) =>
        spec?.Environment.FirstOrDefault(e => e.Source == EnvironmentSource.Sealed && e.Name == variable);
}
