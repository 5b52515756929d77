using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Sealing;

namespace Orchestry.Host.Keys;

/// <summary>
/// Writes down which key this cluster has, on its first leader; and ends a node that finds another one there only after its start, because two nodes
/// with a key each began at once.
/// </summary>
internal sealed class KeyWatch(
    IDocuments documents, MasterKey key, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<KeyWatch> log) : IHostedService, IOfficeDuty
{
    private int _isOver;

    /// <summary>Whether it ended this node.</summary>
    public bool HasRefused => Volatile.Read(ref _isOver) == 1;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        documents.Changed += Look;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        documents.Changed -= Look;
        return Task.CompletedTask;
    }

    public async Task PerformAsync(CancellationToken cancellationToken)
    {
        await documents.ChangeAsync(
            set => KeyFingerprint.In(set) is null
                ? new[] { new Change(Happened(), new Mutation.Put(KeyFingerprint.Key, Document(), null)) }
                : Array.Empty<Change>(),
            cancellationToken);
        Look();
    }

    private void Look()
    {
        if (KeyFingerprint.Refuse(documents.Current, key) is { } why && Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            log.OtherKey(why);
            lifetime.StopApplication();
        }
    }

    private string Document() => JsonSerializer.Serialize(new KeyFingerprint(key.Fingerprint), KeyFingerprintJson.Default.KeyFingerprint);

    private EventRecord Happened() => new()
    {
        Type = EventType.Config,
        Component = "keys",
        Reason = "MasterKeyChosen",
        Message = "What is secret is sealed with this node's master key from now on",
        At = clock.GetUtcNow(),
    };
}
