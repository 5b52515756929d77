using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// What of other people's words may stand in nginx's configuration. Nothing is escaped: what holds a character that means something there
/// (quotes, backslash, dollar, blanks, controls) is refused, so no value can become a directive or a variable.
/// </summary>
internal static class ConfigText
{
    // Longer names don't fit into nginx's hash of names with its default bucket of 64 bytes, and raising that is the operator's directive.
    private const int LongestHashedHost = 46;
    private const int LongestFileName = 200;

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!&'()*+,;=:@/");

    private static readonly SearchValues<char> FolderCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/");

    /// <summary>Whether it is an absolute path of a folder, of harmless characters.</summary>
    public static bool IsPath(string path) =>
        path.Length is > 1 and <= 1024 && path[0] == '/' && path.AsSpan().IndexOfAnyExcept(FolderCharacters) < 0;

    /// <summary>Whether it is a host name in lowercase: labels of letters, digits, hyphens and underscores between dots.</summary>
    public static bool IsHost(string host) => host.Length is > 0 and <= 253 && host.Split('.').All(IsLabel);

    /// <summary>
    /// Whether it is a path prefix that nginx can serve: a slash and segments of a URI's plain characters. Percent-encoded ones are not, since
    /// nginx decodes a request's path before it compares.
    /// </summary>
    public static bool IsPrefix(string path) =>
        path == "/" || (path.Length <= 1024 && path.StartsWith('/') && path.AsSpan().IndexOfAnyExcept(PathCharacters) < 0
            && path[1..].Split('/').All(s => s is not ("" or "." or "..")));

    /// <summary>Whether it is an IPv4 address, written the usual way.</summary>
    public static bool IsAddress(string address) =>
        IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() == address;

    /// <summary>A host as <c>server_name</c> takes it.</summary>
    public static string ServerName(string host) =>
        host.Length <= LongestHashedHost ? host : $"\"~^{host.Replace(".", "\\.", StringComparison.Ordinal)}$\"";

    /// <summary>A short name for what is too long, or of the wrong letters, to stand in a variable's or a cookie's name; stable.</summary>
    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..20];

    /// <summary>The name of the file about an application or a host.</summary>
    public static string FileName(string kind, string name) =>
        name.Length <= LongestFileName ? $"{kind}-{name}.conf" : $"{kind}-{name[..LongestFileName]}_{Digest(name)}.conf";

    /// <summary>A duration as nginx takes it.</summary>
    public static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)time.TotalMilliseconds)}ms");

    private static bool IsLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && label.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
}
