using Orchestry.Actors.Documents;
using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Configs;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Configs;

/// <summary>The configs, as documents.</summary>
internal sealed class ConfigStore(IDocuments documents, IReadModel model, TimeProvider clock) : IConfigs
{
    public IReadOnlyList<ConfigInfo> All => [.. BoundKinds.Config.In(documents.Current).Select(Shown)];

    public ConfigInfo? Find(string id) => BoundKinds.Config.Find(documents.Current, id) is { } found ? Shown(found) : null;

    public async Task<Outcome<ConfigInfo>> CreateAsync(
        NamespaceName @namespace, string name, string data, CancellationToken cancellationToken)
    {
        var created = await documents.ChangeAsync(
            now => BoundKinds.Config.Create(now, @namespace, name, data, clock.GetUtcNow()), cancellationToken);
        return created.TryGet(out _, out var refusal) ? Now(BoundKinds.Config.Key(@namespace, name)) : refusal;
    }

    public async Task<Outcome<ConfigInfo>> ChangeAsync(string id, string data, CancellationToken cancellationToken)
    {
        ResourceKey? which = null;
        var changed = await documents.ChangeAsync(
            now => BoundKinds.Config.Change(
                now,
                id,
                config =>
                {
                    which = config.Key;
                    return VersionedDocument.Of(config).Current.Content == data ? null : data;
                },
                clock.GetUtcNow()),
            cancellationToken);
        return changed.TryGet(out _, out var refusal) ? Now(which!.Value) : refusal;
    }

    public async Task<Outcome<ConfigInfo>> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var before = Find(id);
        var removed = await documents.ChangeAsync(
            now => BoundKinds.Config.Remove(now, id, config => DocumentUsers.Of(config, model), clock.GetUtcNow()), cancellationToken);
        return !removed.TryGet(out var revision, out var refusal) ? refusal
            : before is null ? BoundKinds.Config.Missing(id)
            : before with { Revision = revision };
    }

    /// <summary>As it is now; somebody else may have removed it since.</summary>
    private Outcome<ConfigInfo> Now(ResourceKey which) =>
        documents.Current.Find(which) is { } found ? Shown(found) : BoundKinds.Config.Missing(which.Name);

    private static ConfigInfo Shown(Resource config)
    {
        var document = VersionedDocument.Of(config);
        return new ConfigInfo(
            document.Id, NamespaceName.Parse(config.Key.Namespace), config.Key.Name, document.Current.Content, config.Revision);
    }
}
