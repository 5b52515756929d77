using Orchestry.Core.Health;

namespace Orchestry.Core.Tests.Apps;

public sealed class HealthCheckTests
{
    private static ADocument Tcp => new ADocument().With("spec.type", "\"tcp\"").With("spec.ports", """[{"containerPort": 5432}]""");

    private static ADocument Worker => new ADocument().With("spec.type", "\"worker\"").Without("spec", "ports");

    [Fact]
    public void Without_a_block_http_is_asked_for_its_root_tcp_for_a_connection_and_a_worker_for_nothing()
    {
        var http = new ADocument().Spec.HealthCheck!;
        Assert.Equal((ProbeProtocol.Http, "/", 80, 10), (http.Protocol, http.Path, http.Port, http.Period.TotalSeconds));
        var tcp = Tcp.Spec.HealthCheck!;
        Assert.Equal((ProbeProtocol.Tcp, 5432), (tcp.Protocol, tcp.Port));
        Assert.Null(Worker.Spec.HealthCheck);
    }

    [Fact]
    public void An_empty_block_has_the_format_s_defaults()
    {
        var check = new ADocument().With("healthCheck", "{}").Spec.HealthCheck!;

        Assert.Equal((ProbeProtocol.Http, "/", 80, "GET"), (check.Protocol, check.Path, check.Port, check.Method));
        Assert.Equal((30, 30, 5), (check.InitialDelay.TotalSeconds, check.Period.TotalSeconds, check.Timeout.TotalSeconds));
        Assert.Equal((3, 1), (check.FailureThreshold, check.SuccessThreshold));
        Assert.Equal([new StatusRange(200, 399)], check.ExpectedStatus);
    }

    [Fact]
    public void A_block_of_a_tcp_application_that_names_no_protocol_probes_tcp() =>
        Assert.Equal(ProbeProtocol.Tcp, Tcp.With("healthCheck.periodSeconds", "10").Spec.HealthCheck!.Protocol);

    [Fact]
    public void A_short_period_shortens_the_default_timeout() =>
        Assert.Equal(2, new ADocument().With("healthCheck.periodSeconds", "2").Spec.HealthCheck!.Timeout.TotalSeconds);

    [Fact]
    public void A_worker_may_be_probed_by_command()
    {
        var check = Worker.With("healthCheck", """{"protocol": "COMMAND", "command": ["test", "-f", "/ok"]}""").Spec.HealthCheck!;

        Assert.Equal((ProbeProtocol.Command, 0), (check.Protocol, check.Port));
        Assert.Equal(["test", "-f", "/ok"], check.Command);
    }

    [Fact]
    public void A_worker_without_ports_must_say_which_port_to_probe() =>
        Worker.With("healthCheck", "{}").IsRefused("healthCheck.port", "is required, because the application lists no port");

    [Fact]
    public void A_command_must_be_named() =>
        Worker.With("healthCheck.protocol", "\"COMMAND\"").IsRefused("healthCheck.command", "is required");

    [Fact]
    public void What_has_no_effect_is_refused()
    {
        Tcp.With("healthCheck.path", "\"/\"").IsRefused("healthCheck.path", "has no effect with protocol TCP");
        new ADocument().With("healthCheck.command", "[\"x\"]").IsRefused("healthCheck.command", "has no effect with protocol HTTP");
        Worker.With("healthCheck", """{"protocol": "COMMAND", "command": ["x"], "port": 1}""")
            .IsRefused("healthCheck.port", "has no effect with protocol COMMAND");
    }

    [Theory]
    [InlineData("path", "\"health\"", "must begin with '/'")]
    [InlineData("path", "\"/a b\"", "without spaces and '#'")]
    [InlineData("path", "\"/a\\r\\nX: y\"", "printable ASCII characters")]
    [InlineData("port", "0", "must be an integer from 1 to 65535")]
    [InlineData("protocol", "\"UDP\"", "must be HTTP, TCP or COMMAND, not 'UDP'")]
    [InlineData("method", "\"get\"", "must be GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS, not 'get'")]
    [InlineData("headers", "{}", "must be a list, not an object")]
    [InlineData("body", "{}", "must be a string, not an object")]
    [InlineData("expectedStatusCodes", "[]", "must name at least one status code")]
    [InlineData("expectedStatusCodes", "200", "must be a list, not the number 200")]
    [InlineData("initialDelaySeconds", "-1", "must be an integer from 0 to 86400")]
    [InlineData("periodSeconds", "0", "must be an integer from 1 to 86400")]
    [InlineData("timeoutSeconds", "31", "must be at most periodSeconds (30 by default), not 31")]
    [InlineData("failureThreshold", "0", "must be an integer from 1 to 100")]
    [InlineData("successThreshold", "101", "must be an integer from 1 to 100")]
    [InlineData("interval", "1", "'interval' is not a field of healthCheck")]
    public void Each_field_has_its_rules(string field, string json, string message) =>
        new ADocument().With($"healthCheck.{field}", json).IsRefused($"healthCheck.{field}", message);

    [Theory]
    [InlineData("99")]
    [InlineData("600")]
    [InlineData("200.5")]
    [InlineData("\"2xx\"")]
    [InlineData("\"399-200\"")]
    [InlineData("\"200-\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    public void A_status_code_is_a_number_or_a_range(string json) =>
        new ADocument().With("healthCheck.expectedStatusCodes", "[200]").With("healthCheck.expectedStatusCodes[0]", json)
            .IsRefused("healthCheck.expectedStatusCodes[0]", "must be a status code from 100 to 599, or a range such as \"200-399\"");

    [Theory]
    [InlineData("""{"name": "X Y", "value": "z"}""", ".name", "must be a header's name")]
    [InlineData("""{"name": "content-length", "value": "5"}""", ".name", "is set by the probe itself")]
    [InlineData("""{"name": "X", "value": "a\r\nY: b"}""", ".value", "must be printable ASCII characters")]
    [InlineData("""{"name": "X"}""", ".value", "is required")]
    [InlineData("\"X: y\"", "", "must be an object with name, value, not the string 'X: y'")]
    public void A_header_can_t_break_out_of_its_line(string json, string field, string message) =>
        new ADocument().With("healthCheck.headers", $"[{json}]").IsRefused("healthCheck.headers[0]" + field, message);
}
