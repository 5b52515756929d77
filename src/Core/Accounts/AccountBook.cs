using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Accounts;

/// <summary>
/// Everybody who may log in, as one document: so that rules about all of them, such as that somebody is always left, hold in every single write.
/// </summary>
public sealed record AccountBook
{
    /// <summary>The account of the first start.</summary>
    public const string FirstUsername = "admin";

    /// <summary>Its password, until somebody changes it.</summary>
    public const string FirstPassword = "changeme";

    /// <summary>What refusals are about.</summary>
    public const string Subject = "user";

    /// <summary>How many there may be.</summary>
    public const int MostAccounts = 1000;

    /// <summary>Nobody.</summary>
    public static AccountBook Empty { get; } = new();

    /// <summary>The number of the next account. None is given twice.</summary>
    public int NextId { get; init; } = 1;

    /// <summary>The accounts by id.</summary>
    public ImmutableArray<Account> Accounts { get; init; } = [];

    /// <summary>Where it is stored.</summary>
    public static ResourceKey Key { get; } = new("accounts", ResourceKey.DefaultNamespace, "all");

    /// <summary>The book as it is stored; null: there has never been an account.</summary>
    public static AccountBook? In(DocumentSet documents) =>
        documents.Find(Key) is { } stored ? JsonSerializer.Deserialize(stored.Spec, AccountBookJson.Default.AccountBook) : null;

    /// <summary>The account of that id, or null.</summary>
    public Account? Find(string id) => Accounts.FirstOrDefault(a => a.Id == id);

    /// <summary>The account of that name, or null.</summary>
    public Account? FindByName(string username) =>
        Accounts.FirstOrDefault(a => string.Equals(a.Username, username, StringComparison.OrdinalIgnoreCase));

    /// <summary>The book with one more account.</summary>
    /// <param name="username">Its name, which <see cref="AccountRules"/> has passed.</param>
    /// <param name="passwordHash">The hash of its password.</param>
    /// <param name="now">When.</param>
    /// <param name="hasDefaultPassword">Whether everybody knows that password.</param>
    public Outcome<AccountBook> Add(string username, string passwordHash, DateTimeOffset now, bool hasDefaultPassword = false)
    {
        if (FindByName(username) is not null)
        {
            return AlreadyThere(username);
        }

        if (Accounts.Length >= MostAccounts)
        {
            return Refusal.Of(RefusalKind.ValidationFailed, [new Violation("username", $"there are {MostAccounts} users, which is as many as there may be")]);
        }

        var account = new Account
        {
            Id = NextId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Username = username,
            PasswordHash = passwordHash,
            Generation = 1,
            CreatedAt = now,
            HasDefaultPassword = hasDefaultPassword,
        };
        return this with { NextId = NextId + 1, Accounts = Accounts.Add(account) };
    }

    /// <summary>The book with another name or password for an account. With another password its tokens die.</summary>
    /// <param name="id">Which account.</param>
    /// <param name="username">Its new name; null: as it was.</param>
    /// <param name="passwordHash">The hash of its new password; null: as it was.</param>
    public Outcome<AccountBook> Change(string id, string? username, string? passwordHash)
    {
        if (Find(id) is not { } account)
        {
            return Missing(id);
        }

        if (username is not null && FindByName(username) is { } other && other.Id != id)
        {
            return AlreadyThere(username);
        }

        return this with
        {
            Accounts = Accounts.Replace(account, account with
            {
                Username = username ?? account.Username,
                PasswordHash = passwordHash ?? account.PasswordHash,
                Generation = account.Generation + (passwordHash is null ? 0 : 1),
                HasDefaultPassword = account.HasDefaultPassword && passwordHash is null,
            }),
        };
    }

    /// <summary>The book without an account. The last one stays: else nobody could ever log in again.</summary>
    public Outcome<AccountBook> Remove(string id)
    {
        if (Find(id) is not { } account)
        {
            return Missing(id);
        }

        return Accounts.Length == 1
            ? new Refusal(RefusalKind.InUse, $"'{account.Username}' is the last user; create another one first") { Subject = Subject }
            : this with { Accounts = Accounts.Remove(account) };
    }

    /// <summary>The book with every login of an account ended; null: there is no such account.</summary>
    public AccountBook? EndLogins(string id) => Find(id) is { } account
        ? this with { Accounts = Accounts.Replace(account, account with { Generation = account.Generation + 1 }) }
        : null;

    private static Refusal Missing(string id) => new(RefusalKind.NotFound, $"There is no user with the id '{id}'") { Subject = Subject };

    private static Refusal AlreadyThere(string username) => new(RefusalKind.AlreadyExists, $"There is a user '{username}' already") { Subject = Subject };
}

/// <summary>How the book is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AccountBook))]
public sealed partial class AccountBookJson : JsonSerializerContext;
