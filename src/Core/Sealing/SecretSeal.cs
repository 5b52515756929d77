using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Sealing;

/// <summary>Seals the values of secret resources, each for its own name: no stored one can stand in for another.</summary>
public static class SecretSeal
{
    /// <summary>A value, sealed.</summary>
    public static string Seal(MasterKey key, NamespaceName @namespace, string name, string value) =>
        key.SealText(value, Purpose(@namespace, name));

    /// <summary>The value; null when it was sealed with another key or for something else.</summary>
    public static string? Open(MasterKey key, NamespaceName @namespace, string name, string text) =>
        key.OpenText(text, Purpose(@namespace, name));

    private static string Purpose(NamespaceName @namespace, string name) => $"secret/{@namespace}/{name}";
}
