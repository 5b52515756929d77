using System.Globalization;
using System.Text.RegularExpressions;
using Orchestry.Storage.Postgres;

namespace Orchestry.Host.Settings;

public sealed partial class SettingsReader
{
    // What a machine's name leaves of the 63 characters for "-65535".
    private const int LongestHostnameInNodeId = 57;

    private ClusterSettings Cluster(string host, int port, bool isShared)
    {
        CheckMode(isShared);
        var hostname = Text(AllSettings.Hostname) is { Length: > 0 } set ? set : Environment.MachineName;
        if (!HostName().IsMatch(hostname))
        {
            Fault(AllSettings.Hostname, "must be 1 to 253 letters, digits, dots, hyphens and underscores");
        }

        return new ClusterSettings
        {
            NodeId = NodeIdentity(hostname, port, isShared),
            Hostname = hostname,
            ApiUrl = ApiUrl(host, hostname, port),
            Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(Integer(AllSettings.LeaseSeconds, 2, 60)) },
        };
    }

    private string NodeIdentity(string hostname, int port, bool isShared)
    {
        var id = Text(AllSettings.NodeId);
        if (id.Length == 0)
        {
            // A port that can't be meant is read as 0; its own fault says all there is to say.
            if (isShared && port == 0 && int.TryParse(Text(AllSettings.Port), CultureInfo.InvariantCulture, out var written) && written == 0)
            {
                // Two nodes of one machine would get the same one, and the next start another.
                _faults.Add("CLUSTER_NODE_ID must be set when ORCHESTRY_PORT is 0: without a port there is no name to make of it.");
            }

            var machine = NotInNodeId().Replace(hostname, "-");
            return string.Create(CultureInfo.InvariantCulture, $"{machine[..Math.Min(machine.Length, LongestHostnameInNodeId)]}-{port}");
        }

        if (!NodeName().IsMatch(id))
        {
            Fault(AllSettings.NodeId, "must be 1 to 63 letters, digits, dots, hyphens and underscores");
        }

        return id;
    }

    private string? ApiUrl(string host, string hostname, int port)
    {
        var url = Text(AllSettings.ApiUrl);
        if (url.Length == 0)
        {
            // Every address is no address to be called at.
            host = host is "0.0.0.0" or "::" ? hostname : host;
            return port == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"http://{(host.Contains(':') ? $"[{host}]" : host)}:{port}");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
            || parsed.PathAndQuery != "/" || parsed.Fragment.Length > 0 || parsed.UserInfo.Length > 0 || url.Contains('?'))
        {
            Fault(AllSettings.ApiUrl, "must be an http or https address without a path, such as http://10.0.0.5:8000");
            return null;
        }

        return parsed.GetLeftPart(UriPartial.Authority);
    }

    private void CheckMode(bool isShared)
    {
        var mode = Text(AllSettings.ClusterMode);
        if (mode.Length == 0)
        {
            return;
        }

        if (!bool.TryParse(mode, out var wanted))
        {
            Fault(AllSettings.ClusterMode, "must be true or false");
        }
        else if (wanted && !isShared)
        {
            Fault(AllSettings.ClusterMode, "controllers can only share a PostgreSQL database: set ORCHESTRY_DATABASE or POSTGRES_HOST");
        }
        else if (!wanted && isShared)
        {
            Fault(AllSettings.ClusterMode, "a PostgreSQL database is for a cluster, be it of one: unset CLUSTER_MODE, or ORCHESTRY_DATABASE and POSTGRES_HOST");
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9._-]{1,63}\\z")]
    private static partial Regex NodeName();

    [GeneratedRegex("[^a-zA-Z0-9._-]")]
    private static partial Regex NotInNodeId();

    [GeneratedRegex("^[a-zA-Z0-9._-]{1,253}\\z")]
    private static partial Regex HostName();
}
