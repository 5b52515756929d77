using System.Collections.Immutable;

namespace Orchestry.Core.Access;

/// <summary>What an API token may be allowed. Whoever has logged in may everything.</summary>
public static class Scopes
{
    /// <summary>See applications, their logs, events and figures.</summary>
    public const string DeploymentsRead = "deployments:read";

    /// <summary>Create, change and remove applications.</summary>
    public const string DeploymentsWrite = "deployments:write";

    /// <summary>See which secrets there are.</summary>
    public const string SecretsRead = "secrets:read";

    /// <summary>Create, change and remove secrets.</summary>
    public const string SecretsWrite = "secrets:write";

    /// <summary>See configs.</summary>
    public const string ConfigsRead = "configs:read";

    /// <summary>Create, change and remove configs.</summary>
    public const string ConfigsWrite = "configs:write";

    /// <summary>See namespaces.</summary>
    public const string NamespacesRead = "namespaces:read";

    /// <summary>Create and remove namespaces.</summary>
    public const string NamespacesWrite = "namespaces:write";

    /// <summary>See users.</summary>
    public const string UsersRead = "users:read";

    /// <summary>Create, change and remove users. Worth as much as <see cref="Admin"/>, since whoever may do this can give itself a login.</summary>
    public const string UsersWrite = "users:write";

    /// <summary>Everything, the API tokens themselves included.</summary>
    public const string Admin = "admin";

    private const string Reads = ":read";
    private const string Writes = ":write";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        DeploymentsRead, DeploymentsWrite, SecretsRead, SecretsWrite, ConfigsRead, ConfigsWrite, NamespacesRead, NamespacesWrite, UsersRead, UsersWrite,
        Admin,
    ];

    /// <summary>Whether who was given one scope may do what asks for another: the same; anything, for admin; to read what it may write.</summary>
    public static bool Includes(string given, string wanted) =>
        given == wanted || given == Admin
        || (wanted.EndsWith(Reads, StringComparison.Ordinal) && given.EndsWith(Writes, StringComparison.Ordinal)
            && given.AsSpan(0, given.Length - Writes.Length).SequenceEqual(wanted.AsSpan(0, wanted.Length - Reads.Length)));
}
