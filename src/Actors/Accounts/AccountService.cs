using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Orchestry.Core.Accounts;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Accounts;

/// <summary>
/// The accounts in the store. Passwords are hashed by the framework's hasher (PBKDF2 with HMAC-SHA512, 100,000 iterations, a salt each), away from the
/// journal: hashing is slow on purpose.
/// </summary>
internal sealed class AccountService(IStore store, ILeaderJournal leader, IReadModel model, IPasswordHasher<Account> hasher, TimeProvider clock)
    : IAccounts, IDisposable
{
    internal static readonly ResourceKey Key = new("accounts", ResourceKey.DefaultNamespace, "all");

    // Whoever has no account is hashed for this one, so that it takes as long.
    private static readonly Account Nobody = new() { Id = "0", Username = "", PasswordHash = "", Generation = 0, CreatedAt = default };

    private readonly string _nobodysHash = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile Kept? _kept;

    public async Task<AccountBook> ReadAsync(CancellationToken cancellationToken)
    {
        var revision = model.Revision;
        if (_kept is { } kept && kept.Revision >= revision)
        {
            return kept.Book;
        }

        try
        {
            var book = Parse(await store.FindAsync(Key, cancellationToken));
            _kept = new Kept(revision, book);
            return book;
        }
        catch (StoreException) when (_kept is not null)
        {
            return _kept.Book;
        }
    }

    public async Task<Outcome<Account>> CreateAsync(string? username, string? password, CancellationToken cancellationToken)
    {
        Violation[] broken = [.. AccountRules.JudgeUsername(username), .. AccountRules.JudgePassword(password, username)];
        if (broken.Length > 0)
        {
            return Refusal.Of(RefusalKind.ValidationFailed, broken);
        }

        var hash = hasher.HashPassword(Nobody, password!);
        return await WriteAsync(
            book => book.Add(username!, hash, clock.GetUtcNow()), book => book.FindByName(username!)!, "UserCreated", "created", cancellationToken);
    }

    public async Task<Outcome<Account>> ChangeAsync(string id, string? username, string? password, CancellationToken cancellationToken)
    {
        var name = username ?? (await ReadAsync(cancellationToken)).Find(id)?.Username;
        Violation[] broken =
        [
            .. username is null ? [] : AccountRules.JudgeUsername(username),
            .. password is null ? [] : AccountRules.JudgePassword(password, name),
            .. username is null && password is null ? [new Violation("", "needs a username or a password to change")] : Array.Empty<Violation>(),
        ];
        if (broken.Length > 0)
        {
            return Refusal.Of(RefusalKind.ValidationFailed, broken);
        }

        var hash = password is null ? null : hasher.HashPassword(Nobody, password);
        return await WriteAsync(
            book => book.Change(id, username, hash), book => book.Find(id)!, "UserChanged", password is null ? "renamed" : "given another password", cancellationToken);
    }

    public async Task<Outcome<Account>> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        Account? removed = null;
        return await WriteAsync(
            book =>
            {
                removed = book.Find(id);
                return book.Remove(id);
            },
            _ => removed!, "UserRemoved", "removed", cancellationToken);
    }

    public async Task<Account?> VerifyAsync(string username, string password, CancellationToken cancellationToken)
    {
        var account = (await ReadAsync(cancellationToken)).FindByName(username);
        var result = hasher.VerifyHashedPassword(account ?? Nobody, account?.PasswordHash ?? _nobodysHash, password);
        return result == PasswordVerificationResult.Failed ? null : account;
    }

    /// <summary>Creates the account of the first start where there is none at all; to be called on the leader.</summary>
    public async Task CreateFirstAsync(IJournal journal, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (await store.FindAsync(Key, cancellationToken) is not null)
            {
                return;
            }

            var hash = hasher.HashPassword(Nobody, AccountBook.FirstPassword);
            var first = AccountBook.Empty.Add(AccountBook.FirstUsername, hash, clock.GetUtcNow(), hasDefaultPassword: true);
            if (first.TryGet(out var book, out _))
            {
                await AppendAsync(journal, book, "UserCreated", $"User '{AccountBook.FirstUsername}' created for the first start", cancellationToken);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static AccountBook Parse(Resource? stored) => stored is null
        ? AccountBook.Empty
        : JsonSerializer.Deserialize(stored.Spec, AccountBookJson.Default.AccountBook) ?? AccountBook.Empty;

    private async Task<Outcome<Account>> WriteAsync(
        Func<AccountBook, Outcome<AccountBook>> change, Func<AccountBook, Account> pick, string reason, string what, CancellationToken cancellationToken)
    {
        if (leader.Current is not { } journal)
        {
            return new Refusal(RefusalKind.NotLeader, "This node does not lead; nothing was changed");
        }

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            // From the store: an earlier leader may have changed it since this node last read it.
            if (!change(Parse(await store.FindAsync(Key, cancellationToken))).TryGet(out var book, out var refusal))
            {
                return refusal;
            }

            var account = pick(book);
            await AppendAsync(journal, book, reason, $"User '{account.Username}' {what}", cancellationToken);
            return account;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task AppendAsync(IJournal journal, AccountBook book, string reason, string message, CancellationToken cancellationToken)
    {
        var happened = new EventRecord { Type = EventType.Config, Component = "accounts", Reason = reason, Message = message, At = clock.GetUtcNow() };
        var document = JsonSerializer.Serialize(book, AccountBookJson.Default.AccountBook);
        var revision = await journal.AppendAsync([new Change(happened, new Mutation.Put(Key, document, null))], cancellationToken);
        _kept = new Kept(revision, book);
    }

    private sealed record Kept(long Revision, AccountBook Book);
}
