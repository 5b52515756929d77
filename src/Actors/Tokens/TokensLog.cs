using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Tokens;

internal static partial class TokensLog
{
    [LoggerMessage(2820, LogLevel.Error, "Signing key {Key} can't be opened with this node's master key; logins that it signed are refused here")]
    public static partial void KeyStaysSealed(this ILogger log, string key);
}
