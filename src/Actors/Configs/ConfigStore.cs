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
    private readonly VersionedStore<ConfigInfo> _store = new(BoundKinds.Config, Shown, documents, model, clock);

    public IReadOnlyList<ConfigInfo> All => _store.All;

    public ConfigInfo? Find(string id) => _store.Find(id);

    public Task<Outcome<ConfigInfo>> CreateAsync(NamespaceName @namespace, string name, string data, CancellationToken cancellationToken) =>
        _store.CreateAsync(@namespace, name, data, cancellationToken);

    public Task<Outcome<ConfigInfo>> ChangeAsync(string id, string data, CancellationToken cancellationToken) =>
        _store.ChangeAsync(id, config => VersionedDocument.Of(config).Current.Content == data ? null : data, cancellationToken);

    public Task<Outcome<ConfigInfo>> RemoveAsync(string id, CancellationToken cancellationToken) => _store.RemoveAsync(id, force: false, cancellationToken);

    private static ConfigInfo Shown(Resource config, long revision)
    {
        var document = VersionedDocument.Of(config);
        return new ConfigInfo(document.Id, NamespaceName.Parse(config.Key.Namespace), config.Key.Name, document.Current.Content, revision);
    }
}
