using System.Reflection;

namespace Orchestry.Host;

/// <summary>What this program is.</summary>
internal static class Product
{
    /// <summary>Its version, as it was built, such as <c>1.0.0</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
