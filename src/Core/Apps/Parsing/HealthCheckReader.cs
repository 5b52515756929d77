using Orchestry.Core.Health;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>healthCheck</c>, and each of <c>healthChecks</c>.</summary>
internal static class HealthCheckReader
{
    private const int DaySeconds = 86_400;

    private static readonly string[] RequestFields = ["path", "method", "headers", "body", "expectedStatusCodes"];

    private static readonly string[] Fields =
    [
        .. RequestFields, "port", "protocol", "command", "initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold",
    ];

    private static readonly string[] ItemFields = [.. Fields, "onFailure", "readiness", "minHealthySeconds"];

    /// <summary>The only check; the usual one of its type where it is left out.</summary>
    public static HealthCheckSpec? Read(SpecValue value, AppSpec app, SpecDefaults defaults) =>
        !value.IsGiven ? Usual(app, defaults)
        : value.Object(Fields) is { } fields ? Read(fields, app)
        : null;

    /// <summary>One of several checks, which also says what is done when it fails.</summary>
    public static HealthCheckSpec? ReadItem(SpecValue value, AppSpec app)
    {
        if (value.Object(ItemFields) is not { } fields)
        {
            return null;
        }

        var onFailure = fields["onFailure"].Choice(
            HealthCheckFailure.Restart,
            ("restart", HealthCheckFailure.Restart), ("stop", HealthCheckFailure.Stop), ("alert", HealthCheckFailure.Alert));
        var isReadiness = fields["readiness"].IsGiven ? fields["readiness"].Flag() : onFailure != HealthCheckFailure.Alert;
        var held = fields["minHealthySeconds"];
        if (held.IsGiven && isReadiness == false)
        {
            held.Refuse("has no effect on a check that is not of readiness; leave it out, or set readiness to true");
        }

        return Read(fields, app) with
        {
            OnFailure = onFailure ?? HealthCheckFailure.Restart,
            IsReadiness = isReadiness ?? true,
            MinHealthy = TimeSpan.FromSeconds(held.Integer(0, DaySeconds, 0) ?? 0),
        };
    }

    private static HealthCheckSpec Read(SpecObject fields, AppSpec app)
    {
        var timed = ReadTimes(fields, new HealthCheckSpec());
        var usual = app.Type == WorkloadType.Tcp ? ProbeProtocol.Tcp : ProbeProtocol.Http;
        return fields["protocol"].Choice(
            usual, ("HTTP", ProbeProtocol.Http), ("TCP", ProbeProtocol.Tcp), ("COMMAND", ProbeProtocol.Command)) switch
        {
            ProbeProtocol.Http => ReadHttp(fields, app, timed),
            ProbeProtocol.Tcp => ReadTcp(fields, app, timed),
            ProbeProtocol.Command => ReadCommand(fields, timed),
            _ => timed,
        };
    }

    private static HealthCheckSpec? Usual(AppSpec app, SpecDefaults defaults) => app.Type is WorkloadType.Http or WorkloadType.Tcp
        ? new HealthCheckSpec
        {
            Protocol = app.Type == WorkloadType.Tcp ? ProbeProtocol.Tcp : ProbeProtocol.Http,
            Port = app.TrafficPort ?? 0,
            Period = defaults.HealthPeriod,
            Timeout = defaults.HealthTimeout < defaults.HealthPeriod ? defaults.HealthTimeout : defaults.HealthPeriod,
            FailureThreshold = defaults.HealthFailureThreshold,
        }
        : null;

    private static HealthCheckSpec ReadHttp(SpecObject fields, AppSpec app, HealthCheckSpec timed)
    {
        RefuseFor("HTTP", fields, "command");
        return HealthRequestReader.Read(fields, timed with { Protocol = ProbeProtocol.Http, Port = ReadPort(fields["port"], app) });
    }

    private static HealthCheckSpec ReadTcp(SpecObject fields, AppSpec app, HealthCheckSpec timed)
    {
        RefuseFor("TCP", fields, [.. RequestFields, "command"]);
        return timed with { Protocol = ProbeProtocol.Tcp, Port = ReadPort(fields["port"], app) };
    }

    private static HealthCheckSpec ReadCommand(SpecObject fields, HealthCheckSpec timed)
    {
        RefuseFor("COMMAND", fields, [.. RequestFields, "port"]);
        var command = fields["command"].Required().Texts();
        if (command is [] or ["", ..])
        {
            fields["command"].Refuse("must name the program to run and its arguments, such as [\"pg_isready\", \"-q\"]");
        }

        return timed with { Protocol = ProbeProtocol.Command, Command = command };
    }

    private static int ReadPort(SpecValue value, AppSpec app)
    {
        if (!value.IsGiven && app.TrafficPort is null)
        {
            value.Refuse("is required, because the application lists no port in spec.ports; or probe with protocol COMMAND");
        }

        return value.Integer(1, 65535, app.TrafficPort) ?? 0;
    }

    private static HealthCheckSpec ReadTimes(SpecObject fields, HealthCheckSpec usual)
    {
        var (delayField, periodField, timeoutField) = (fields["initialDelaySeconds"], fields["periodSeconds"], fields["timeoutSeconds"]);
        var delay = delayField.Integer(0, DaySeconds, (int)usual.InitialDelay.TotalSeconds);
        var period = periodField.Integer(1, DaySeconds, (int)usual.Period.TotalSeconds);
        // A short period shortens the timeout that the user did not write, instead of being refused for it.
        var timeout = timeoutField.Integer(1, DaySeconds, Math.Min((int)usual.Timeout.TotalSeconds, period ?? int.MaxValue));
        if (timeout > period)
        {
            timeoutField.Refuse(
                $"must be at most periodSeconds ({period}{(periodField.IsGiven ? "" : " by default")}), not {timeout}: "
                + "the next probe would begin before it ends");
        }

        return usual with
        {
            InitialDelay = TimeSpan.FromSeconds(delay ?? 0),
            Period = TimeSpan.FromSeconds(period ?? 0),
            Timeout = TimeSpan.FromSeconds(timeout ?? 0),
            FailureThreshold = fields["failureThreshold"].Integer(1, 100, usual.FailureThreshold) ?? 0,
            SuccessThreshold = fields["successThreshold"].Integer(1, 100, usual.SuccessThreshold) ?? 0,
        };
    }

    private static void RefuseFor(string protocol, SpecObject fields, params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (fields[name].IsGiven)
            {
                fields[name].Refuse($"has no effect with protocol {protocol}; leave it out, or choose another protocol");
            }
        }
    }
}
