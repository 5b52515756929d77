using System.Globalization;
using System.Text;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Nginx;

/// <summary>An application's replicas, and the servers and locations that lead to them.</summary>
internal sealed partial class ConfigWriter
{
    private static string Upstream(AppRoute route) => $"orchestry-{route.App}";

    /// <summary>A slot and attempt, as a cookie names it.</summary>
    private static string Token(RouteEndpoint endpoint) => string.Create(CultureInfo.InvariantCulture, $"{endpoint.Replica.Slot}-{endpoint.Replica.Attempt}");

    private static string Address(RouteEndpoint endpoint) => string.Create(CultureInfo.InvariantCulture, $"{endpoint.Address}:{endpoint.Port}");

    private void Upstreams(StringBuilder text, AppRoute route)
    {
        if (route.Endpoints.IsEmpty)
        {
            return;
        }

        // Shared between the workers, so that they count connections together; a page of memory for every few replicas.
        var zone = 64 + (2 * route.Endpoints.Length);
        text.Append(CultureInfo.InvariantCulture, $"\nupstream {Upstream(route)} {{\n    zone {Upstream(route)} {zone}k;\n");
        if (options.UpstreamMethod != "round_robin")
        {
            text.Append(CultureInfo.InvariantCulture, $"    {options.UpstreamMethod};\n");
        }

        foreach (var endpoint in route.Endpoints)
        {
            Replica(text, endpoint);
        }

        Kept(text);
        if (route.Ingress.Sticky)
        {
            Sticky(text, route);
        }
    }

    private static void Replica(StringBuilder text, RouteEndpoint endpoint, string role = "") =>
        text.Append(CultureInfo.InvariantCulture, $"    server {Address(endpoint)} max_fails=1 fail_timeout=1s{role};\n");

    /// <summary>
    /// The connections that stay open for the next request: only 2 s, since those in use are known by counting all there are; and so many in each
    /// worker that a burst of requests does not make and close them all the time.
    /// </summary>
    private static void Kept(StringBuilder text) => text.Append("    keepalive 128;\n    keepalive_timeout 2s;\n    keepalive_requests 100000;\n}\n");

    /// <summary>
    /// A cookie names the replica that served a client, and each replica has a group in which the others stand by: so the client stays there for
    /// as long as that replica is in the table and answers, whoever comes and goes besides.
    /// </summary>
    private static void Sticky(StringBuilder text, AppRoute route)
    {
        foreach (var endpoint in route.Endpoints)
        {
            text.Append(CultureInfo.InvariantCulture, $"upstream {Upstream(route)}.{Token(endpoint)} {{\n");
            Replica(text, endpoint);
            foreach (var other in route.Endpoints.Where(e => e != endpoint))
            {
                Replica(text, other, " backup");
            }

            Kept(text);
        }

        var digest = ConfigText.Digest(route.App.Value);
        text.Append(CultureInfo.InvariantCulture, $"map $cookie_orchestry_{digest} $orchestry_peer_{digest} {{\n    default {Upstream(route)};\n");
        foreach (var endpoint in route.Endpoints)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {Token(endpoint)} {Upstream(route)}.{Token(endpoint)};\n");
        }

        text.Append(CultureInfo.InvariantCulture,
            $"}}\nmap \"$cookie_orchestry_{digest} $upstream_addr\" $orchestry_cookie_{digest} {{\n    default \"\";\n");
        foreach (var endpoint in route.Endpoints)
        {
            var (token, address) = (Token(endpoint), Address(endpoint).Replace(".", "\\.", StringComparison.Ordinal));
            text.Append(CultureInfo.InvariantCulture, $"    \"~^{token} (.* )?{address}$\" \"\";\n");
            text.Append(CultureInfo.InvariantCulture, $"    \"~ {address}$\" \"orchestry_{digest}={token}; Path=/; HttpOnly; SameSite=Lax\";\n");
        }

        text.Append("}\n");
    }

    private void Server(StringBuilder text, HostRoutes host, bool isDefault = false)
    {
        text.Append(CultureInfo.InvariantCulture, $$"""

            server {
            {{Listen(isDefault)}}
                server_name {{(isDefault ? host.Host : ConfigText.ServerName(host.Host))}};
                include "{{options.ConfigPath}}/{{ServerFile}}";

            """);
        foreach (var prefix in host.Prefixes)
        {
            Location(text, prefix);
        }

        if (!host.Prefixes.Any(p => p.Prefix.Length == 0))
        {
            text.Append("    location / { return 404; }\n");
        }

        // nginx refuses what is too large before it has come to the location's own directives, so the application is named here again.
        foreach (var route in host.Prefixes.Select(p => p.Route).DistinctBy(r => r.App))
        {
            var body = Body("BODY_TOO_LARGE", "The request's body is too large",
                string.Create(CultureInfo.InvariantCulture, $"Application '{route.App}' takes request bodies of at most {route.Ingress.MaxBodyBytes} bytes."));
            text.Append($"    location @orchestry_413_{route.App} {{ set $orchestry_app {route.App}; default_type application/json; return 413 \"{body}\"; }}\n");
        }

        text.Append("}\n");
    }

    private static void Location(StringBuilder text, PrefixRoute prefix)
    {
        var (path, route) = (prefix.Prefix, prefix.Route);
        if (path.Length > 0)
        {
            text.Append($"    location = \"{path}\" {{ set $orchestry_app {route.App}; return 308 \"{path}/$is_args$args\"; }}\n");
        }

        text.Append($"    location \"{path}/\" {{\n");
        if (path.Length > 0)
        {
            // nginx has decoded and cleaned the path before it chose this location; the raw one is what the replica gets and what must fit.
            text.Append(CultureInfo.InvariantCulture, $"        if ($orchestry_head_{prefix.Depth} != \"{path}\") {{ return 404; }}\n");
            text.Append($"        set $orchestry_prefix \"{path}\";\n");
        }

        text.Append($"        set $orchestry_app {route.App};\n");
        if (route.Endpoints.IsEmpty)
        {
            var (state, retry) = route switch
            {
                { IsAsleep: true } => ("asleep", 2),
                { Status: AppStatus.Running } => ("starting", 2),
                { Status: AppStatus.Stopped } => ("stopped", 30),
                _ => ("in error", 30),
            };
            text.Append(CultureInfo.InvariantCulture, $"        set $orchestry_state \"{state}\";\n        set $orchestry_retry {retry};\n        return 503;\n    }}\n");
            return;
        }

        Limits(text, route);
        var digest = ConfigText.Digest(route.App.Value);
        var upstream = route.Ingress.Sticky ? $"$orchestry_peer_{digest}" : Upstream(route);
        if (route.Ingress.Sticky)
        {
            text.Append($"        add_header Set-Cookie $orchestry_cookie_{digest};\n");
        }

        var rest = path.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"$orchestry_rest_{prefix.Depth}") : "";
        text.Append($"        proxy_pass http://{upstream}{rest};\n    }}\n");
    }

    private static void Limits(StringBuilder text, AppRoute route)
    {
        var (connect, idle) = (route.Ingress.ConnectTimeout, route.Ingress.IdleTimeout);
        var idleTime = ConfigText.Milliseconds(idle);
        // Another replica is tried when connecting took its time, not when the answer did: that may have been the request's doing.
        var retries = ConfigText.Milliseconds(idle > connect ? idle : connect * 2);
        text.Append(CultureInfo.InvariantCulture, $"""
                    client_max_body_size {route.Ingress.MaxBodyBytes};
                    client_body_timeout {idleTime};
                    send_timeout {idleTime};
                    proxy_connect_timeout {ConfigText.Milliseconds(connect)};
                    proxy_send_timeout {idleTime};
                    proxy_read_timeout {idleTime};
                    proxy_next_upstream_timeout {retries};
            {ErrorPages("        ")}
                    error_page 413 @orchestry_413_{route.App};

            """);
    }
}
