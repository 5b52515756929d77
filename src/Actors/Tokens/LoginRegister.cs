using Orchestry.Actors.Accounts;
using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Tokens;

namespace Orchestry.Actors.Tokens;

/// <summary>The logins that were ended before their time, as a document.</summary>
internal sealed class LoginRegister(IDocuments documents, TimeProvider clock) : ILogins
{
    internal static readonly ResourceKey Key = new("revoked-logins", ResourceKey.DefaultNamespace, "all");

    private readonly ParsedDocument<RevokedLogins> _revoked = new(documents, Key, RevokedLoginsJson.Default.RevokedLogins, RevokedLogins.Empty);
    private readonly ParsedDocument<AccountBook> _accounts =
        new(documents, AccountBook.Key, AccountBookJson.Default.AccountBook, AccountBook.Empty);

    public bool IsRevoked(string loginId) => _revoked.Current.Contains(loginId);

    public Task<Outcome<long>> RevokeAsync(Caller caller, CancellationToken cancellationToken) => documents.ChangeAsync(
        set => caller is { LoginId: { } id, ExpiresAt: { } expiresAt }
            ? Revoke(set, new RevokedLogin(id, caller.UserId, expiresAt), caller.Name)
            : Array.Empty<Change>(),
        cancellationToken);

    private Change[] Revoke(DocumentSet set, RevokedLogin login, string name)
    {
        var living = _revoked.In(set).Living(clock.GetUtcNow());
        if (!living.IsFull)
        {
            return [_revoked.Put(living.With(login), Happened($"User '{name}' logged out"))];
        }

        // All logins of this user end instead: that is one number, and makes room.
        var accounts = _accounts.In(set);
        return accounts.EndLogins(login.UserId) is { } ended
            ? [_accounts.Put(ended, Happened($"User '{name}' logged out everywhere")), _revoked.Put(living.WithoutUser(login.UserId), Happened($"User '{name}' logged out"))]
            : [];
    }

    private EventRecord Happened(string message) => new()
    {
        Type = EventType.Config, Component = "tokens", Reason = "LoggedOut", Message = message, At = clock.GetUtcNow(),
    };
}
