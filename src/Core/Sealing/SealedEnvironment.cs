using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Sealing;

/// <summary>
/// Variables whose values stand sealed in an application's own document. Sealing the same value twice gives two texts, so a value that stays keeps
/// the text it has: otherwise asking for the same would look like asking for something else.
/// </summary>
public static class SealedEnvironment
{
    /// <summary>One value, sealed; the text it has where it stays the same.</summary>
    /// <param name="key">Seals it.</param>
    /// <param name="namespace">The application's namespace.</param>
    /// <param name="app">Its name there.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="value">Its value.</param>
    /// <param name="current">The specification that counts now; null: there is none yet.</param>
    public static string SealOne(MasterKey key, NamespaceName @namespace, AppName app, string variable, string value, AppSpec? current) =>
        key.SealText(value, EnvironmentEntry.SealPurpose(@namespace, app, variable), Find(current, variable)?.Value);

    /// <summary>The value of a sealed variable; null when it was sealed with another key or for something else.</summary>
    public static string? Open(MasterKey key, NamespaceName @namespace, AppName app, EnvironmentEntry entry) =>
        key.OpenText(entry.Value, EnvironmentEntry.SealPurpose(@namespace, app, entry.Name));

    /// <summary>A sealed variable of a specification, or null.</summary>
    public static EnvironmentEntry? Find(AppSpec? spec, string variable) =>
        spec?.Environment.FirstOrDefault(e => e.Source == EnvironmentSource.Sealed && e.Name == variable);
}
