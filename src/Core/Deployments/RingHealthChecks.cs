using System.Globalization;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Deployments;

/// <summary>
/// Reads <c>health_checks</c>. A worker with a port that lists none has one all the same: it gets traffic, and a rollout goes on, when its port accepts
/// connections. Nothing is restarted for that, since nobody asked for it.
/// </summary>
internal static class RingHealthChecks
{
    private const int DaySeconds = 86_400;

    // A command is a text; the shell is who takes it apart.
    internal static readonly string[] Shell = ["sh", "-c"];

    public static JsonArray? Read(SpecValue value, bool isJob, int? trafficPort, DocumentDraft draft)
    {
        draft.Comes("healthChecks", value.Path);
        if (!value.IsGiven)
        {
            return isJob || trafficPort is not { } port ? null : [Accepts(port)];
        }

        if (isJob && value.Items() is [])
        {
            // None is what a job has, so that it may be said.
            return null;
        }

        var checks = new JsonArray();
        foreach (var item in value.Items() ?? [])
        {
            var path = FieldPath.Item("healthChecks", checks.Count);
            draft.Comes(path, item.Path);
            checks.Add(ReadCheck(item.Item(), path, draft));
        }

        return checks;
    }

    private static JsonObject Accepts(int port) => new()
    {
        ["protocol"] = "TCP",
        ["port"] = port,
        ["periodSeconds"] = 10,
        ["timeoutSeconds"] = 5,
        ["failureThreshold"] = 3,
        ["onFailure"] = "alert",
        ["readiness"] = true,
    };

    private static JsonObject ReadCheck(SpecValue item, string path, DocumentDraft draft)
    {
        var check = new JsonObject();
        if (item.Object("type", "port", "url", "command", "interval", "timeout", "threshold", "on_failure", "readiness", "min_healthy_time")
            is not { } fields)
        {
            return check;
        }

        ReadSubject(fields, check, path, draft);
        Put("periodSeconds", "interval", ReadSeconds(fields["interval"], 10));
        Put("timeoutSeconds", "timeout", ReadSeconds(fields["timeout"], 5));
        Put("failureThreshold", "threshold", fields["threshold"].Integer(1, 100, 3));
        Put("onFailure", "on_failure", fields["on_failure"].Text() ?? "restart");
        Put("readiness", "readiness", fields["readiness"].Flag() ?? false);
        if (fields["min_healthy_time"].IsGiven)
        {
            Put("minHealthySeconds", "min_healthy_time", ReadSeconds(fields["min_healthy_time"], 0, least: 0));
        }

        return check;

        void Put<T>(string name, string from, T value)
        {
            check[name] = JsonValue.Create(value);
            draft.Comes($"{path}.{name}", fields[from].Path);
        }
    }

    private static void ReadSubject(SpecObject fields, JsonObject check, string path, DocumentDraft draft)
    {
        var type = fields["type"].Required().Choice('?', ("tcp", 't'), ("http", 'h'), ("command", 'c'));
        var (subject, protocol) = type switch { 't' => ("port", "TCP"), 'h' => ("url", "HTTP"), 'c' => ("command", "COMMAND"), _ => ("", "TCP") };
        check["protocol"] = protocol;
        if (subject.Length == 0)
        {
            // Without its type nothing of the rest can be judged.
            check["port"] = 1;
            return;
        }

        foreach (var other in (ReadOnlySpan<string>)["port", "url", "command"])
        {
            if (other != subject && fields[other].IsGiven)
            {
                fields[other].Refuse($"has no effect with type {fields["type"].Text()}, which goes by {subject}; leave it out");
            }
        }

        var value = fields[subject].Required();
        draft.Comes($"{path}.port", value.Path);
        draft.Comes($"{path}.path", value.Path);
        draft.Comes($"{path}.command", value.Path);
        switch (type)
        {
            case 't':
                check["port"] = value.Integer(1, 65535) ?? 1;
                break;
            case 'h':
                ReadUrl(value, check);
                break;
            default:
                check["command"] = new JsonArray([.. Shell.Append(value.Text() ?? "x").Select(part => JsonValue.Create(part))]);
                break;
        }
    }

    private static void ReadUrl(SpecValue value, JsonObject check)
    {
        check["port"] = 1;
        if (value.Text() is not { } text)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || !url.IsLoopback || url.UserInfo.Length > 0
            || url.Fragment.Length > 0)
        {
            value.Refuse($"must be a URL such as http://localhost:8080/health, localhost being the container, not {Shown.Quoted(text)}");
            return;
        }

        check["port"] = url.Port == 0 ? 1 : url.Port;
        // As it was written, since the server may tell an escaped character from the character.
        var rest = text.IndexOfAny(['/', '?'], "http://".Length);
        check["path"] = rest < 0 ? "/" : text[rest] == '?' ? "/" + text[rest..] : text[rest..];
    }

    private static int? ReadSeconds(SpecValue value, int fallback, int least = 1)
    {
        if (value.Text() is not { } text)
        {
            return fallback;
        }

        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? 2 : 1;
        var factor = text[^Math.Min(unit, text.Length)..] switch { "ms" => 1L, "s" => 1_000, "m" => 60_000, _ => 0 };
        if (factor > 0 && int.TryParse(text[..^unit], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number * factor is var milliseconds && milliseconds % 1000 == 0 && milliseconds / 1000 >= least && milliseconds / 1000 <= DaySeconds)
        {
            return (int)(milliseconds / 1000);
        }

        value.Refuse($"must be whole seconds from {least}s to {DaySeconds}s, written as 10s, 2m or 5000ms, not {Shown.Quoted(text)}");
        return fallback;
    }
}
