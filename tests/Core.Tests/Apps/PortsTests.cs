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
    [InlineData("protocol", "\"http\"", "must be HTTP, TCP or UDP, not 'http'")]
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
    [InlineData("[80]", "spec.ports[0]", "must be an object with containerPort, protocol, name, hostPort, hostIP, not the number 80")]
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

    [Theory]
    [InlineData("hostPort", "0", "must be an integer from 1 to 65535, not the number 0")]
    [InlineData("hostPort", "\"80\"", "not the string '80'; write it without quotes")]
    [InlineData("hostIP", "\"127.0.0.1\"", "has no effect without hostPort")]
    public void A_published_port_has_its_rules(string field, string json, string message) =>
        new ADocument().With($"spec.ports[0].{field}", json).IsRefused($"spec.ports[0].{field}", message);

    [Theory]
    [InlineData("\"localhost\"")]
    [InlineData("\"127.1\"")]
    [InlineData("\"\"")]
    public void It_is_bound_to_an_address_written_in_full(string address) =>
        new ADocument().With("spec.ports", $$"""[{"containerPort": 80, "hostPort": 8080, "hostIP": {{address}}}]""")
            .IsRefused("spec.ports[0].hostIP", "must be an address of the host such as 127.0.0.1, or 0.0.0.0 for all of them");

    [Fact]
    public void A_published_port_is_bound_to_loopback_unless_an_address_is_named()
    {
        var ports = new ADocument().With(
            "spec.ports",
            """[{"containerPort": 80, "hostPort": 8080}, {"containerPort": 53, "protocol": "UDP", "hostPort": 53, "hostIP": "0.0.0.0"}, {"containerPort": 53, "protocol": "TCP"}]""").Spec.Ports;

        Assert.Equal(new PublishedPort(8080, "127.0.0.1"), ports[0].Published);
        Assert.Equal((PortProtocol.Udp, new PublishedPort(53, "0.0.0.0")), (ports[1].Protocol, ports[1].Published));
        Assert.Null(ports[2].Published);
    }

    [Theory]
    [InlineData("""{"containerPort": 81, "hostPort": 8080}""", true)]
    [InlineData("""{"containerPort": 81, "hostPort": 8080, "hostIP": "0.0.0.0"}""", true)]
    [InlineData("""{"containerPort": 81, "hostPort": 8081}""", false)]
    [InlineData("""{"containerPort": 81, "hostPort": 8080, "protocol": "UDP"}""", false)]
    [InlineData("""{"containerPort": 81, "hostPort": 8080, "hostIP": "127.0.0.2"}""", false)]
    public void Two_ports_of_an_application_do_not_share_one_of_the_host(string second, bool isRefused)
    {
        var document = new ADocument().With("spec.ports", $$"""[{"containerPort": 80, "hostPort": 8080}, {{second}}]""");
        if (isRefused)
        {
            document.IsRefused("spec.ports[1].hostPort", "port 8080 of the host leads to container port 80 already");
        }
        else
        {
            Assert.Equal(2, document.Spec.Ports.Count);
        }
    }

    [Fact]
    public void Of_an_application_with_a_published_port_there_can_only_be_one_replica()
    {
        ADocument Published() => new ADocument().With("spec.ports[0].hostPort", "8080");

        Assert.Equal((1, true), (Published().Spec.Scaling.MaxReplicas, Published().Spec.IsExclusive));
        Published().With("scaling.maxReplicas", "3").IsRefused(
            "scaling.maxReplicas", "must be 1, not 3: port 80 is published as port 8080 of the host, and no two containers can have the same port");
        Published().With("scaling.schedules", """[{"cron": "0 8 * * *", "durationSeconds": 3600, "maxReplicas": 4}]""").IsRefused(
            "scaling.schedules", "must not ask for more than 1 replica");
    }

    [Fact]
    public void Traffic_goes_to_no_port_of_udp()
    {
        new ADocument().With("spec.type", "\"tcp\"").With("spec.ports", """[{"containerPort": 53, "protocol": "UDP"}]""")
            .IsRefused("spec.ports", "needs a port with protocol TCP for type tcp");
        Assert.Equal(
            53,
            new ADocument().With("spec.type", "\"tcp\"")
                .With("spec.ports", """[{"containerPort": 54, "protocol": "UDP"}, {"containerPort": 53}]""").Spec.TrafficPort);
    }

    [Fact]
    public void A_worker_needs_no_port() =>
        Assert.Null(new ADocument().With("spec.type", "\"worker\"").Without("spec", "ports").Spec.TrafficPort);
}
