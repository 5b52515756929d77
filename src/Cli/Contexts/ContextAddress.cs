namespace Orchestry.Cli.Contexts;

/// <summary>Addresses of controllers.</summary>
internal static class ContextAddress
{
    /// <summary>An address as people write it: <c>host</c>, <c>host:port</c> or a whole URL.</summary>
    public static Uri Parse(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") && address.UserInfo.Length == 0
            && address.Query.Length == 0
                ? address
                : throw CommandFailure.Usage($"'{text}' is not the address of a controller", "write it like http://127.0.0.1:8000, without a user or query");
    }
}
