namespace Orchestry.Core.Accounts;

/// <summary>How the account of the first start is made.</summary>
/// <param name="Password">
/// Its password, from the operator; null: <see cref="AccountBook.FirstPassword"/>, which everybody knows, so that it must be changed before the API
/// is reachable by others.
/// </param>
public sealed record FirstAccount(string? Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => nameof(FirstAccount);
}
