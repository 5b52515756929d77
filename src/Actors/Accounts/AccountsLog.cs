using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Accounts;

internal static partial class AccountsLog
{
    [LoggerMessage(2800, LogLevel.Information, "User '{User}' was created at the first start")]
    public static partial void FirstAccountMade(this ILogger log, string user);

    [LoggerMessage(
        2801, LogLevel.Warning,
        "User '{User}' still has the password of the first start, WHICH EVERYBODY KNOWS: change it with PUT /users/{Id}. Until then the API is served on loopback only")]
    public static partial void PasswordIsKnownToAll(this ILogger log, string user, string id);
}
