using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;
using Orchestry.Core.Tokens;

namespace Orchestry.Actors.Tokens;

/// <summary>The keys that logins are signed with: sealed in a document, opened once.</summary>
internal sealed class SigningKeyService(
    IDocuments documents, MasterKey master, LoginLifetime lifetime, TimeProvider clock, ILogger<SigningKeyService> log) : ISigningKeys, IOfficeDuty
{
    internal static readonly ResourceKey Key = new("signing-keys", ResourceKey.DefaultNamespace, "all");

    private readonly ParsedDocument<SigningKeys> _stored = new(documents, Key, SigningKeysJson.Default.SigningKeys, SigningKeys.Empty);
    private volatile Opened? _opened;

    public IReadOnlyList<OpenedKey> Current
    {
        get
        {
            var stored = _stored.Current;
            var opened = _opened;
            if (!ReferenceEquals(opened?.Stored, stored))
            {
                opened = new Opened(stored, [.. stored.Keys.Select(Open).OfType<OpenedKey>()]);
                _opened = opened;
            }

            return opened!.Keys;
        }
    }

    public async Task<Outcome<Written<string>>> RotateAsync(CancellationToken cancellationToken)
    {
        var id = "";
        var outcome = await documents.ChangeAsync(
            set =>
            {
                var next = _stored.In(set).Rotate(master, clock.GetUtcNow(), lifetime.Value);
                id = next.Keys[^1].Id;
                return new[] { _stored.Put(next, Happened("SigningKeyRotated", $"Logins are signed with a new key, {id}")) };
            },
            cancellationToken);
        return outcome.TryGet(out var revision, out var refusal) ? new Written<string>(id, revision) : refusal;
    }

    /// <summary>Makes the first key.</summary>
    public async Task PerformAsync(CancellationToken cancellationToken) => await documents.ChangeAsync(
        set => set.Find(Key) is not null
            ? Array.Empty<Change>()
            : new[]
            {
                _stored.Put(
                    SigningKeys.Empty.Rotate(master, clock.GetUtcNow(), lifetime.Value), Happened("SigningKeyCreated", "The first key for logins was made")),
            },
        cancellationToken);

    private OpenedKey? Open(SigningKey key)
    {
        if (master.Open(key.Sealed, SigningKeys.Purpose) is { } secret)
        {
            return new OpenedKey(key.Id, secret);
        }

        log.KeyStaysSealed(key.Id);
        return null;
    }

    private EventRecord Happened(string reason, string message) => new()
    {
        Type = EventType.Config, Component = "tokens", Reason = reason, Message = message, At = clock.GetUtcNow(),
    };

    private sealed record Opened(SigningKeys Stored, IReadOnlyList<OpenedKey> Keys);
}
