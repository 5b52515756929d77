using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Accounts;

/// <summary>Who may log in. Reads are answered on every node, from memory while the database is away; writes on the leader alone.</summary>
public interface IAccounts
{
    /// <summary>Everybody. Throws <see cref="Journal.StoreException"/> when the database is away and nothing was read before.</summary>
    Task<AccountBook> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Creates an account.</summary>
    Task<Outcome<Account>> CreateAsync(string? username, string? password, CancellationToken cancellationToken);

    /// <summary>Changes name, password or both of an account.</summary>
    Task<Outcome<Account>> ChangeAsync(string id, string? username, string? password, CancellationToken cancellationToken);

    /// <summary>Removes an account; its tokens die with it.</summary>
    Task<Outcome<Account>> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// The account whose name and password these are, or null. Takes as long for a name that does not exist as for a wrong password.
    /// </summary>
    Task<Account?> VerifyAsync(string username, string password, CancellationToken cancellationToken);
}
