using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Accounts;

/// <summary>
/// Who may log in. Reads are answered on every node, from memory; changes are made on the leader alone, and throw
/// <see cref="Journal.StoreException"/> when the database fails.
/// </summary>
public interface IAccounts
{
    /// <summary>Everybody; nobody at all before the first leader has made the first account.</summary>
    AccountBook Current { get; }

    /// <summary>Creates an account.</summary>
    Task<Outcome<Written<Account>>> CreateAsync(string? username, string? password, CancellationToken cancellationToken);

    /// <summary>Changes name, password or both of an account. With another password its logins end.</summary>
    Task<Outcome<Written<Account>>> ChangeAsync(string id, string? username, string? password, CancellationToken cancellationToken);

    /// <summary>Removes an account; its logins and API tokens end with it.</summary>
    Task<Outcome<Written<Account>>> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// The account whose name and password these are, or null. Takes as long for a name that does not exist as for a wrong password.
    /// </summary>
    Task<Account?> VerifyAsync(string username, string password, CancellationToken cancellationToken);
}
