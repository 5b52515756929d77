using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Secrets;

/// <summary>A secret as it is shown: everything but its value.</summary>
/// <param name="Id">What the cluster calls it.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name there.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it got its value.</param>
/// <param name="Revision">The journal revision of its last change.</param>
public sealed record SecretInfo(
    string Id, NamespaceName Namespace, string Name, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Revision);

/// <summary>
/// The secrets. Values go in and come out in containers only. Reads are answered on every node from memory, changes on the leader alone.
/// </summary>
public interface ISecrets
{
    /// <summary>All of them, by namespace and name.</summary>
    IReadOnlyList<SecretInfo> All { get; }

    /// <summary>The one that the cluster calls so, or null.</summary>
    SecretInfo? Find(string id);

    /// <summary>Makes one.</summary>
    /// <param name="namespace">Its namespace, which is made where it is missing.</param>
    /// <param name="name">Its name there, by <see cref="Documents.ResourceName"/>.</param>
    /// <param name="value">Its value, by <see cref="SecretRules"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<Outcome<SecretInfo>> CreateAsync(NamespaceName @namespace, string name, string value, CancellationToken cancellationToken);

    /// <summary>Gives one another value; applications that use it roll over to it. The same value changes nothing.</summary>
    Task<Outcome<SecretInfo>> RotateAsync(string id, string value, CancellationToken cancellationToken);

    /// <summary>Removes one that no application uses; or any, by force: what runs with it runs on, and nothing new can be made with it.</summary>
    Task<Outcome<SecretInfo>> RemoveAsync(string id, bool force, CancellationToken cancellationToken);
}
