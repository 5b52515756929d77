using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class PortsTests
{
    [Theory]
    [InlineData("0", "must be an integer from 1 to 65535, not the number 0")]
    [InlineData("65536", "not the number 65536")]
    [InlineData("80.5", "must be an integer from 1 to 65535, not the number 80.5")]
    [InlineData("99999999999999999999", "not the number 99999999999999999999")]
    [InlineData("1e3", "not the number 1e3")]
    [InlineData("\"80\"", "not the string '80'; write it without quotes")]
    [InlineData("true", "not the boolean true")]
    [InlineData("null", "is required and must not be null")]
    [InlineData("[80]", "not a list")]
    public void A_port_is_an_integer_in_its_range(string json, string message) =>
        new ADocument().With("spec.ports[0].containerPort", json).IsRefused("spec.ports[0].containerPort", message);

    [Theory]
    [InlineData("protocol", "\"http\"", "must be HTTP or TCP, not 'http'")]
    [InlineData("name", "\"a b\"", "must be 1 to 63 letters, digits")]
    [InlineData("port", "80", "'port' is not a field of spec.ports[0]")]
    [InlineData("conainerPort", "80", "did you mean 'containerPort'?")]
    public void A_port_s_other_fields_have_their_rules(string field, string json, string message) =>
        new ADocument().With($"spec.ports[0].{field}", json).IsRefused($"spec.ports[0].{field}", message);

    [Theory]
    [InlineData("""[{"containerPort": 1}, {"containerPort": 1, "protocol": "TCP"}]""", "spec.ports[1].containerPort", "port 1 is listed already")]
    [InlineData("""[{"containerPort": 1, "name": "a"}, {"containerPort": 2, "name": "a"}]""", "spec.ports[1].name", "the name 'a' is taken")]
    [InlineData("[]", "spec.ports", "is required for type http: name the port that takes the traffic")]
    [InlineData("null", "spec.ports", "is required for type http")]
    [InlineData("{}", "spec.ports", "must be a list, not an object")]
    [InlineData("[80]", "spec.ports[0]", "must be an object with containerPort, protocol, name, not the number 80")]
    [InlineData("""[{"containerPort": 1, "protocol": "TCP"}]""", "spec.ports", "needs a port with protocol HTTP for type http; use type tcp")]
    public void The_list_of_ports_has_its_rules(string json, string field, string message) =>
        new ADocument().With("spec.ports", json).IsRefused(field, message);

    [Fact]
    public void A_tcp_application_needs_a_port_and_speaks_tcp_there_unless_told_otherwise()
    {
        new ADocument().With("spec.type", "\"tcp\"").With("spec.ports", "[]").IsRefused("spec.ports", "is required for type tcp");
        Assert.Equal(
            PortProtocol.Tcp,
            new ADocument().With("spec.type", "\"tcp\"").With("spec.ports", """[{"containerPort": 5432}]""").Spec.Ports[0].Protocol);
    }

    [Fact]
    public void A_worker_needs_no_port() =>
        Assert.Null(new ADocument().With("spec.type", "\"worker\"").Without("spec", "ports").Spec.TrafficPort);
}
