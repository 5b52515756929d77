using Orchestry.Actors.Documents;
using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;
using Orchestry.Core.Secrets;

namespace Orchestry.Actors.Secrets;

/// <summary>The secrets, as documents whose contents are sealed.</summary>
internal sealed class SecretStore(IDocuments documents, IReadModel model, MasterKey key, TimeProvider clock) : ISecrets
{
    private readonly VersionedStore<SecretInfo> _store = new(BoundKinds.Secret, Shown, documents, model, clock);

    public IReadOnlyList<SecretInfo> All => _store.All;

    public SecretInfo? Find(string id) => _store.Find(id);

    public Task<Outcome<SecretInfo>> CreateAsync(NamespaceName @namespace, string name, string value, CancellationToken cancellationToken) =>
        _store.CreateAsync(@namespace, name, SecretSeal.Seal(key, @namespace, name, value), cancellationToken);

    public Task<Outcome<SecretInfo>> RotateAsync(string id, string value, CancellationToken cancellationToken) =>
        _store.ChangeAsync(id, secret => Sealed(secret, value), cancellationToken);

    public Task<Outcome<SecretInfo>> RemoveAsync(string id, bool force, CancellationToken cancellationToken) =>
        _store.RemoveAsync(id, force, cancellationToken);

    /// <summary>The value as it is stored; null: it is stored already.</summary>
    private string? Sealed(Resource secret, string value)
    {
        var @namespace = NamespaceName.Parse(secret.Key.Namespace);
        return SecretSeal.Open(key, @namespace, secret.Key.Name, VersionedDocument.Of(secret).Current.Content) == value
            ? null
            : SecretSeal.Seal(key, @namespace, secret.Key.Name, value);
    }

    private static SecretInfo Shown(Resource secret, long revision)
    {
        var document = VersionedDocument.Of(secret);
        return new SecretInfo(
            document.Id, NamespaceName.Parse(secret.Key.Namespace), secret.Key.Name, document.CreatedAt, document.Current.At, revision);
    }
}
