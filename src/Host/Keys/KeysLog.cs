using Microsoft.Extensions.Logging;

namespace Orchestry.Host.Keys;

internal static partial class KeysLog
{
    [LoggerMessage(7050, LogLevel.Critical, "{Why} This node stops.")]
    public static partial void OtherKey(this ILogger log, string why);
}
