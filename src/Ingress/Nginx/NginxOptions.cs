using System.Net;

namespace Orchestry.Ingress.Nginx;

/// <summary>Where the operator's nginx is configured, how it is told, and what it is to listen on.</summary>
public sealed class NginxOptions
{
    private static readonly string[] UpstreamMethods = ["least_conn", "round_robin", "ip_hash", "random"];

    /// <summary>
    /// <c>NGINX_CONFIG_PATH</c>: the folder that the operator includes from the <c>http</c> block with <c>include FOLDER/*.conf;</c>. Made when it
    /// is missing. Default <c>/etc/nginx/orchestry.d</c>; an absolute path without blanks or quotes.
    /// </summary>
    public string ConfigPath { get; set; } = "/etc/nginx/orchestry.d";

    /// <summary>
    /// <c>NGINX_LOG_PATH</c>: the folder of the access log that requests are counted from. Made when it is missing; this process and nginx must
    /// both be allowed to write there. Default <c>/var/log/orchestry</c>; an absolute path without blanks or quotes.
    /// </summary>
    public string LogPath { get; set; } = "/var/log/orchestry";

    /// <summary><c>NGINX_TEST_COMMAND</c>: tells by its exit code whether the configuration is good. Run without a shell. Default <c>nginx -t</c>.</summary>
    public string TestCommand { get; set; } = "nginx -t";

    /// <summary><c>NGINX_RELOAD_COMMAND</c>: has nginx load its configuration. Run without a shell. Default <c>nginx -s reload</c>.</summary>
    public string ReloadCommand { get; set; } = "nginx -s reload";

    /// <summary><c>NGINX_REOPEN_COMMAND</c>: has nginx open its logs anew. Run without a shell. Default <c>nginx -s reopen</c>.</summary>
    public string ReopenCommand { get; set; } = "nginx -s reopen";

    /// <summary>
    /// <c>NGINX_UPSTREAM_METHOD</c>: how a replica is chosen: <c>least_conn</c> (default), <c>round_robin</c>, <c>ip_hash</c> or <c>random</c>.
    /// </summary>
    public string UpstreamMethod { get; set; } = "least_conn";

    /// <summary><c>INGRESS_HOST</c>: the address that nginx listens on. Default 127.0.0.1; 0.0.0.0 is every IPv4 address.</summary>
    public string ListenHost { get; set; } = "127.0.0.1";

    /// <summary><c>INGRESS_PORT</c>: the port that nginx listens on, 1 to 65535. Default 8080.</summary>
    public int ListenPort { get; set; } = 8080;

    /// <summary><c>INGRESS_DOMAIN</c>: the domain below which every application has a host. Default localhost.</summary>
    public string Domain { get; set; } = "localhost";

    /// <summary>How long a command may take. Default 10 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nginx may take from the reload to the moment when only new workers take requests. Default 10 s.</summary>
    public TimeSpan ReloadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two looks into the access log. Default 250 ms.</summary>
    public TimeSpan LogInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Size from which the access log is replaced by a new one, in bytes. Default 8 MiB.</summary>
    public long LogRotationBytes { get; set; } = 8L * 1024 * 1024;

    /// <summary>How long a replaced access log is still read, for workers that were late to let go of it. Default 10 s.</summary>
    public TimeSpan LogLinger { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with these settings, each fault naming its setting; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Check(ConfigText.IsPath(ConfigPath), $"NGINX_CONFIG_PATH must be an absolute path of letters, digits and ./_-, not '{ConfigPath}'.");
        Check(ConfigText.IsPath(LogPath), $"NGINX_LOG_PATH must be an absolute path of letters, digits and ./_-, not '{LogPath}'.");
        CheckCommand("NGINX_TEST_COMMAND", TestCommand);
        CheckCommand("NGINX_RELOAD_COMMAND", ReloadCommand);
        CheckCommand("NGINX_REOPEN_COMMAND", ReopenCommand);
        Check(UpstreamMethods.Contains(UpstreamMethod), $"NGINX_UPSTREAM_METHOD must be one of {string.Join(", ", UpstreamMethods)}, not '{UpstreamMethod}'.");
        Check(IPAddress.TryParse(ListenHost, out _), $"INGRESS_HOST must be an IP address for nginx to listen on, not '{ListenHost}'.");
        Check(ListenPort is >= 1 and <= 65535, $"INGRESS_PORT must be 1 to 65535 with nginx, not {ListenPort}.");
        Check(ConfigText.IsHost(Domain), $"INGRESS_DOMAIN must be a domain name in lowercase, not '{Domain}'.");
        Check(CommandTimeout > TimeSpan.Zero && ReloadTimeout > TimeSpan.Zero, "The time that nginx's commands and a reload may take must be above 0.");
        Check(LogInterval > TimeSpan.Zero && LogLinger >= TimeSpan.Zero, "The pauses of reading nginx's access log must be above 0.");
        Check(LogRotationBytes > 0, "The size from which nginx's access log is replaced must be above 0.");
        return faults;

        void Check(bool isGood, string fault)
        {
            if (!isGood)
            {
                faults.Add(fault);
            }
        }

        void CheckCommand(string setting, string command)
        {
            if (!CommandLine.TrySplit(command, out _))
            {
                faults.Add($"{setting} must be a program and its arguments, with quotes in pairs, not '{command}'.");
            }
        }
    }
}
