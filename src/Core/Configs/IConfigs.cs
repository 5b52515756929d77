using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Configs;

/// <summary>A config.</summary>
/// <param name="Id">What the cluster calls it.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Data">Its text.</param>
/// <param name="Revision">The journal revision of its last change.</param>
public sealed record ConfigInfo(string Id, NamespaceName Namespace, string Name, string Data, long Revision)
{
    /// <summary>The longest text there may be, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512 * 1024;
}

/// <summary>The configs: texts that containers get as files. Reads are answered on every node from memory, changes on the leader alone.</summary>
public interface IConfigs
{
    /// <summary>All of them, by namespace and name.</summary>
    IReadOnlyList<ConfigInfo> All { get; }

    /// <summary>The one that the cluster calls so, or null.</summary>
    ConfigInfo? Find(string id);

    /// <summary>Makes one.</summary>
    /// <param name="namespace">Its namespace, which is made where it is missing.</param>
    /// <param name="name">Its name there, by <see cref="Documents.ResourceName"/>.</param>
    /// <param name="data">Its text.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<Outcome<ConfigInfo>> CreateAsync(NamespaceName @namespace, string name, string data, CancellationToken cancellationToken);

    /// <summary>Gives one another text; applications that mount it roll over to it. The same text changes nothing.</summary>
    Task<Outcome<ConfigInfo>> ChangeAsync(string id, string data, CancellationToken cancellationToken);

    /// <summary>Removes one that no application mounts.</summary>
    Task<Outcome<ConfigInfo>> RemoveAsync(string id, CancellationToken cancellationToken);
}
