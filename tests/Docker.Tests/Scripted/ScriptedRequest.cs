using System.Globalization;
using System.Text;

namespace Orchestry.Docker.Tests.Scripted;

/// <summary>A request the scripted engine received.</summary>
/// <param name="Route">Method and path without version and query.</param>
/// <param name="Target">The path as sent.</param>
/// <param name="Headers">Headers by lower-case name.</param>
/// <param name="Body">The body.</param>
internal sealed record ScriptedRequest(string Route, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<ScriptedRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var (method, target) = (lines[0].Split(' ')[0], lines[0].Split(' ')[1]);
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0].ToLowerInvariant(), parts => parts[1]);
        var body = new byte[headers.TryGetValue("content-length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, cancellationToken);
        var path = target.Split('?')[0];
        var bare = path.StartsWith("/v1.", StringComparison.Ordinal) ? path[path.IndexOf('/', 1)..] : path;
        return new ScriptedRequest($"{method} {bare}", target, headers, Encoding.UTF8.GetString(body));
    }
}
