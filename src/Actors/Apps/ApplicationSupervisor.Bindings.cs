using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>
/// This part: which versions of configs and secrets its specification is bound to. Looked at before every commit and with every reconciliation, so that
/// no change of a document is missed, whoever led when it was made.
/// </summary>
internal sealed partial class ApplicationSupervisor
{
    private void UnderstandsBindings() => Receive<AppProtocol.DocumentsChanged>(_ =>
    {
        if (_record is { } record && IsToBeRebound(record))
        {
            Pump();
        }
    });

    /// <summary>An application makes its namespace by the way. Where that fails it is there all the same, by what is in it.</summary>
    private void EnsureNamespace(NamespaceName @namespace)
    {
        if (!@namespace.IsDefault && _ports.Documents.Current.Find(NamespaceDocument.Key(@namespace)) is null)
        {
            _ = MakeAsync();
        }

        async Task MakeAsync()
        {
            try
            {
                await _ports.Documents.ChangeAsync(now => NamespaceDocument.MissingIn(now, @namespace, _ports.Now), Life);
            }
            catch (Exception error) when (error is StoreException or TermPassedException or OperationCanceledException)
            {
                _log.NamespaceNotMade(@namespace.Value, error.Message);
            }
        }
    }

    private bool IsToBeRebound(AppRecord record) => !ReferenceEquals(Rebound(record, isAsked: false).Record, record);

    private Decision Rebound(AppRecord record, bool isAsked)
    {
        var spec = SpecOf(record.CurrentSpec);
        return record.Intent != AppIntent.Running || (record.CurrentSpec.Bindings is null && !Reference.In(spec).Any())
            ? Decision.Nothing(record)
            : AppDecisions.Rebind(record, spec, Binding.Newest(spec, _ports.Documents.Current), HasBegun, isAsked, _ports.Now);

        bool HasBegun(ReplicaRecord attempt) => _entries.TryGetValue(attempt.Attempt, out var entry) && entry.Snapshot.HasBegun;
    }
}
