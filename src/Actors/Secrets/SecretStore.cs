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
    public IReadOnlyList<SecretInfo> All => [.. BoundKinds.Secret.In(documents.Current).Select(Shown)];

    public SecretInfo? Find(string id) => BoundKinds.Secret.Find(documents.Current, id) is { } found ? Shown(found) : null;

    public async Task<Outcome<SecretInfo>> CreateAsync(
        NamespaceName @namespace, string name, string value, CancellationToken cancellationToken)
    {
        var text = SecretSeal.Seal(key, @namespace, name, value);
        var created = await documents.ChangeAsync(
            now => BoundKinds.Secret.Create(now, @namespace, name, text, clock.GetUtcNow()), cancellationToken);
        return created.TryGet(out _, out var refusal) ? Now(BoundKinds.Secret.Key(@namespace, name)) : refusal;
    }

    public async Task<Outcome<SecretInfo>> RotateAsync(string id, string value, CancellationToken cancellationToken)
    {
        ResourceKey? changed = null;
        var rotated = await documents.ChangeAsync(
            now => BoundKinds.Secret.Change(
                now,
                id,
                secret =>
                {
                    changed = secret.Key;
                    return Sealed(secret, value);
                },
                clock.GetUtcNow()),
            cancellationToken);
        return rotated.TryGet(out _, out var refusal) ? Now(changed!.Value) : refusal;
    }

    public async Task<Outcome<SecretInfo>> RemoveAsync(string id, bool force, CancellationToken cancellationToken)
    {
        var before = Find(id);
        var removed = await documents.ChangeAsync(
            now => BoundKinds.Secret.Remove(now, id, secret => force ? [] : DocumentUsers.Of(secret, model), clock.GetUtcNow()), cancellationToken);
        return !removed.TryGet(out var revision, out var refusal) ? refusal
            : before is null ? BoundKinds.Secret.Missing(id)
            : before with { Revision = revision };
    }

    /// <summary>The value as it is stored; null: it is stored already.</summary>
    private string? Sealed(Resource secret, string value)
    {
        var @namespace = NamespaceName.Parse(secret.Key.Namespace);
        return SecretSeal.Open(key, @namespace, secret.Key.Name, VersionedDocument.Of(secret).Current.Content) == value
            ? null
            : SecretSeal.Seal(key, @namespace, secret.Key.Name, value);
    }

    /// <summary>As it is now; somebody else may have removed it since.</summary>
    private Outcome<SecretInfo> Now(ResourceKey which) =>
        documents.Current.Find(which) is { } found ? Shown(found) : BoundKinds.Secret.Missing(which.Name);

    private static SecretInfo Shown(Resource secret)
    {
        var document = VersionedDocument.Of(secret);
        return new SecretInfo(
            document.Id, NamespaceName.Parse(secret.Key.Namespace), secret.Key.Name, document.CreatedAt, document.Current.At, secret.Revision);
    }
}
