using Orchestry.Core.Access;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tokens;

/// <summary>Logins that were ended before their time.</summary>
public interface ILogins
{
    /// <summary>Whether the login of that id was ended.</summary>
    bool IsRevoked(string loginId);

    /// <summary>Ends a user's login, on every node. On the leader.</summary>
    /// <returns>The journal revision from which on it has ended.</returns>
    Task<Outcome<long>> RevokeAsync(Caller caller, CancellationToken cancellationToken);
}
