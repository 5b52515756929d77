using Microsoft.AspNetCore.Identity;
using Orchestry.Actors.Tokens;
using Orchestry.Core.Accounts;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Tokens;

namespace Orchestry.Actors.Accounts;

/// <summary>
/// The accounts, as a document. Passwords are hashed by the framework's hasher (PBKDF2 with HMAC-SHA512, 100,000 iterations, a salt each), before and not
/// while it is decided on a change: hashing is slow on purpose, and everybody else's change would wait for it.
/// </summary>
internal sealed class AccountService(IDocuments documents, HashingLanes lanes, TimeProvider clock) : IAccounts
{
    private readonly ParsedDocument<AccountBook> _book = new(documents, AccountBook.Key, AccountBookJson.Default.AccountBook, AccountBook.Empty);
    private readonly ParsedDocument<ApiTokenBook> _tokens =
        new(documents, ApiTokenService.Key, ApiTokenBookJson.Default.ApiTokenBook, ApiTokenBook.Empty);

    public AccountBook Current => _book.Current;

    public async Task<Outcome<Written<Account>>> CreateAsync(string? username, string? password, CancellationToken cancellationToken)
    {
        Violation[] broken = [.. AccountRules.JudgeUsername(username), .. AccountRules.JudgePassword(password, username)];
        if (broken.Length > 0)
        {
            return Refusal.Of(RefusalKind.ValidationFailed, broken);
        }

        var hash = await lanes.HashAsync(password!, cancellationToken);
        return await WriteAsync(
            book => book.Add(username!, hash, clock.GetUtcNow()), book => book.FindByName(username!)!, "UserCreated", "created", cancellationToken);
    }

    public async Task<Outcome<Written<Account>>> ChangeAsync(string id, string? username, string? password, CancellationToken cancellationToken)
    {
        var name = username ?? Current.Find(id)?.Username;
        Violation[] broken =
        [
            .. username is null ? [] : AccountRules.JudgeUsername(username),
            .. password is null ? [] : AccountRules.JudgePassword(password, name),
            .. username is null && password is null ? [new Violation("", "Nothing to change; name a username or a password")] : Array.Empty<Violation>(),
        ];
        if (broken.Length > 0)
        {
            return Refusal.Of(RefusalKind.ValidationFailed, broken);
        }

        var hash = password is null ? null : await lanes.HashAsync(password, cancellationToken);
        return await WriteAsync(
            book => book.Change(id, username, hash),
            book => book.Find(id)!,
            "UserChanged", password is null ? "renamed" : "given another password", cancellationToken);
    }

    public async Task<Outcome<Written<Account>>> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        Account? removed = null;
        var outcome = await documents.ChangeAsync(
            set =>
            {
                var book = _book.In(set);
                removed = book.Find(id);
                if (!book.Remove(id).TryGet(out var without, out var refusal))
                {
                    return refusal;
                }

                var tokens = _tokens.In(set);
                var ended = tokens.WithoutUser(id);
                var change = _book.Put(without, Happened("UserRemoved", removed!, "removed"));
                return ReferenceEquals(tokens, ended)
                    ? new[] { change }
                    : new[] { change, _tokens.Put(ended, Happened("TokensRevoked", removed!, "removed, and its API tokens with it")) };
            },
            cancellationToken);
        return outcome.TryGet(out var revision, out var refused) ? new Written<Account>(removed!, revision) : refused;
    }

    public async Task<Account?> VerifyAsync(string username, string password, CancellationToken cancellationToken)
    {
        var account = Current.FindByName(username);
        // Nobody's hash where there is no account: it takes as long.
        return await lanes.VerifyAsync(account?.PasswordHash, password, cancellationToken) ? account : null;
    }

    /// <summary>Makes the first account where there has never been one.</summary>
    /// <returns>Whether it was made.</returns>
    internal async Task<Outcome<bool>> CreateFirstAsync(string password, bool isKnownToAll, CancellationToken cancellationToken)
    {
        if (_book.Exists)
        {
            return false;
        }

        var hash = await lanes.HashAsync(password, cancellationToken);
        var isMade = false;
        var outcome = await documents.ChangeAsync(
            set =>
            {
                if (set.Find(AccountBook.Key) is not null || !AccountBook.Empty.Add(AccountBook.FirstUsername, hash, clock.GetUtcNow(), isKnownToAll).TryGet(out var book, out _))
                {
                    return Array.Empty<Change>();
                }

                isMade = true;
                return new[] { _book.Put(book, Happened("UserCreated", book.Accounts[0], "created at the first start")) };
            },
            cancellationToken);
        return outcome.TryGet(out _, out var refusal) ? isMade : refusal;
    }

    private async Task<Outcome<Written<Account>>> WriteAsync(
        Func<AccountBook, Outcome<AccountBook>> change, Func<AccountBook, Account> pick, string reason, string what, CancellationToken cancellationToken)
    {
        Account? written = null;
        var outcome = await documents.ChangeAsync(
            set =>
            {
                if (!change(_book.In(set)).TryGet(out var book, out var refusal))
                {
                    return refusal;
                }

                written = pick(book);
                return new[] { _book.Put(book, Happened(reason, written, what)) };
            },
            cancellationToken);
        return outcome.TryGet(out var revision, out var refused) ? new Written<Account>(written!, revision) : refused;
    }

    private EventRecord Happened(string reason, Account account, string what) => new()
    {
        Type = EventType.Config, Component = "accounts", Reason = reason, Message = $"User '{account.Username}' {what}", At = clock.GetUtcNow(),
    };
}
