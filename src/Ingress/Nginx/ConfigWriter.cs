using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// Writes the whole configuration for a plan, as files by name: one for each application (its replicas and its host), one for each other host,
/// and three that all share. The same plan gives the same files.
/// </summary>
internal sealed partial class ConfigWriter(NginxOptions options)
{
    /// <summary>
    /// The file with what there is once: formats, maps and the default server. nginx reads included files in the order of their names, and wants a
    /// log format before it is used.
    /// </summary>
    public const string SharedFile = "00-orchestry.conf";

    /// <summary>
    /// The file with the server of all other hosts below the domain. A pattern, as long names are, since nginx would prefer a wildcard to those;
    /// the first pattern that fits wins, so this file comes last.
    /// </summary>
    public const string DomainFile = "zz-orchestry.conf";

    /// <summary>The file that every server includes; its name keeps it out of the operator's <c>include *.conf</c>.</summary>
    public const string ServerFile = "orchestry-server.inc";

    /// <summary>The access log.</summary>
    public const string LogFile = "requests.log";

    private const string GenerationMark = "(generation)";
    private static readonly int[] OwnAnswers = [404, 502, 503, 504];

    /// <summary>The configuration of a plan.</summary>
    public ConfigSet Write(RoutePlan plan, string domain)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var hosts = plan.Hosts.ToDictionary(h => h.Host, StringComparer.Ordinal);
        foreach (var route in plan.Routes)
        {
            hosts.Remove($"{route.App}.{domain}", out var host);
            files[ConfigText.FileName("app", route.App.Value)] = File(text =>
            {
                Upstreams(text, route);
                if (host is not null)
                {
                    Server(text, host);
                }
            });
        }

        foreach (var host in hosts.Values)
        {
            files[ConfigText.FileName("host", host.Host)] = File(text => Server(text, host));
        }

        files[ServerFile] = File(EveryServer);
        files[DomainFile] = File(text => Domain(text, domain));
        var depth = plan.Hosts.SelectMany(h => h.Prefixes).Concat(plan.ByPath).Select(p => p.Depth).Append(1).Max();
        files[SharedFile] = File(text => Shared(text, plan, depth));
        var generation = ConfigText.Digest(string.Join('\n', files.Select(f => $"{f.Key}\n{f.Value}")));
        files[SharedFile] = files[SharedFile].Replace(GenerationMark, generation, StringComparison.Ordinal);
        return new ConfigSet(generation, files.ToImmutable());
    }

    private static string File(Action<StringBuilder> write)
    {
        var text = new StringBuilder(ConfigFolder.Marker).Append('\n');
        write(text);
        return text.ToString();
    }

    private void Shared(StringBuilder text, RoutePlan plan, int depth)
    {
        text.Append("""

            log_format orchestry '$orchestry_app|$status|$request_time|$body_bytes_sent|$content_length|$request_length|$request_method|'
                '$sent_http_content_length|$request_completion|$upstream_addr|$upstream_header_time';

            # Connections to replicas are kept open; h2c would turn one into a tunnel that nobody here can look into.
            map $http_upgrade $orchestry_upgrade {
                default $http_upgrade;
                "~*h2c" "";
            }
            map $orchestry_upgrade $orchestry_connection {
                default upgrade;
                "" "";
            }
            map $http_host $orchestry_host {
                default $http_host;
                "" $host;
            }

            # The path as the client wrote it, in two: the prefix that chooses an application, and the rest that it is sent, nothing decoded.

            """);
        for (var segments = 1; segments <= depth; segments++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                map $request_uri $orchestry_head_{{segments}} {
                    default "";
                    "~^((?:/[^/?]+){{{segments}}})" $1;
                }
                map $request_uri $orchestry_rest_{{segments}} {
                    default "/";
                    "~^(?:/[^/?]+){{{segments}}}(/.*)$" $1;
                }

                """);
        }

        text.Append('\n');
        Server(text, new HostRoutes("_", plan.ByPath), isDefault: true);
        text.Append(CultureInfo.InvariantCulture, $$"""

            # Tells this machine, and nobody else, which configuration is in force.
            server {
            {{Listen(isDefault: false)}}
                server_name {{RoutePlan.GenerationHost}};
                access_log off;
                location / {
                    if ($remote_addr != $server_addr) { return 404; }
                    default_type text/plain;
                    return 200 "$pid {{GenerationMark}}";
                }
            }

            """);
    }

    private void Domain(StringBuilder text, string domain) => text.Append(CultureInfo.InvariantCulture, $$"""

        # A host below the domain that names no application belongs to nobody.
        server {
        {{Listen(isDefault: false)}}
            server_name "~\.{{domain.Replace(".", "\\.", StringComparison.Ordinal)}}$";
            include "{{options.ConfigPath}}/{{ServerFile}}";
            location / { return 404; }
        }

        """);

    /// <summary>What holds for every request.</summary>
    private void EveryServer(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $$"""
            access_log "{{options.LogPath}}/{{LogFile}}" orchestry buffer=32k flush=1s;

            merge_slashes off;
            absolute_redirect off;
            server_tokens off;
            gzip off;
            # A worker of the configuration before may still read a request from a connection that has never had one: this long, and no longer.
            client_header_timeout {{ConfigText.Milliseconds(NginxIngress.HeaderTimeout)}};

            proxy_http_version 1.1;
            proxy_redirect off;
            # Both ways as it comes: events and streams are not held back, and nothing large is written to this machine's disk.
            proxy_buffering off;
            proxy_request_buffering off;
            proxy_buffer_size 16k;
            proxy_buffers 8 16k;
            proxy_busy_buffers_size 32k;
            proxy_socket_keepalive on;
            proxy_intercept_errors off;
            # Only what may safely be asked twice, and what did not reach a replica at all.
            proxy_next_upstream error timeout;
            proxy_next_upstream_tries 3;
            # A replica answers its client; it does not steer this nginx.
            proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
            proxy_pass_header Server;
            proxy_pass_header Date;

            # This is the edge: what the client says of itself here is replaced.
            proxy_set_header Host $orchestry_host;
            proxy_set_header Upgrade $orchestry_upgrade;
            proxy_set_header Connection $orchestry_connection;
            proxy_set_header Forwarded "";
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Host $orchestry_host;
            proxy_set_header X-Forwarded-Port $server_port;
            proxy_set_header X-Forwarded-Prefix $orchestry_prefix;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Server "";
            proxy_set_header X-Real-IP $remote_addr;

            set $orchestry_app "";
            set $orchestry_prefix "";
            set $orchestry_state "";
            set $orchestry_retry "";

            {{ErrorPages("")}}
            {{Answer(404, "ROUTE_NOT_FOUND", "No application is served here", "No application's route matches this host and path.")}}
            {{Answer(502, "BAD_GATEWAY", "The application did not answer",
                "Application '$orchestry_app': no replica could be reached, or it broke off before it answered.")}}
            {{Answer(503, "NO_HEALTHY_REPLICA", "The application has no healthy replica",
                "Application '$orchestry_app' is $orchestry_state and no replica of it is ready.", "add_header Retry-After $orchestry_retry always; ")}}
            {{Answer(504, "GATEWAY_TIMEOUT", "The application did not answer in time", "Application '$orchestry_app': its replica took too long.")}}

            """);
    }

    private static string ErrorPages(string indent) => string.Join('\n', OwnAnswers.Select(s => $"{indent}error_page {s} @orchestry_{s};"));

    private static string Answer(int status, string code, string error, string details, string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"location @orchestry_{status} {{ default_type application/json; {more}return {status} \"{Body(code, error, details)}\"; }}");

    /// <summary>The API's error body, within double quotes.</summary>
    private static string Body(string code, string error, string details) =>
        $$"""{\"error\":\"{{error}}\",\"details\":\"{{details}}\",\"code\":\"{{code}}\",\"timestamp\":\"$time_iso8601\"}""";

    private string Listen(bool isDefault)
    {
        var suffix = isDefault ? " default_server" : "";
        var address = IPAddress.Parse(options.ListenHost);
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        return $"    listen {host}:{options.ListenPort.ToString(CultureInfo.InvariantCulture)}{suffix};";
    }
}

/// <summary>A whole configuration.</summary>
/// <param name="Generation">Tells it from others.</param>
/// <param name="Files">Its files by name.</param>
internal sealed record ConfigSet(string Generation, ImmutableSortedDictionary<string, string> Files);
