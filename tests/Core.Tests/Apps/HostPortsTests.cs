using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class HostPortsTests
{
    private static readonly AppName Shop = AppName.Parse("shop");

    [Fact]
    public void A_port_that_another_application_publishes_is_refused_with_its_name()
    {
        var refusal = HostPorts.Judge(Shop, Publishing(8080), [Other("blog", Publishing(8080))]);

        Assert.Equal(RefusalKind.InsufficientResources, refusal!.Kind);
        Assert.Equal("'shop' can't have what is taken: port 8080 of the host (127.0.0.1) is published by 'blog'", refusal.Details);
    }

    [Theory]
    [InlineData(8081, "127.0.0.1", PortProtocol.Http, false)]
    [InlineData(8080, "127.0.0.1", PortProtocol.Tcp, true)]
    [InlineData(8080, "127.0.0.1", PortProtocol.Udp, false)]
    [InlineData(8080, "127.0.0.2", PortProtocol.Http, false)]
    [InlineData(8080, "0.0.0.0", PortProtocol.Http, true)]
    public void Two_ports_are_the_same_with_number_protocol_and_address(int port, string address, PortProtocol protocol, bool isTaken) =>
        Assert.Equal(isTaken, HostPorts.Judge(Shop, Publishing(8080), [Other("blog", Publishing(port, address, protocol))]) is not null);

    [Fact]
    public void A_stopped_application_holds_no_port() =>
        Assert.Null(HostPorts.Judge(Shop, Publishing(8080), [Other("blog", Publishing(8080)) with { DesiredReplicas = 0, Replicas = [] }]));

    [Fact]
    public void One_that_is_being_stopped_still_does() =>
        Assert.NotNull(HostPorts.Judge(Shop, Publishing(8080), [Other("blog", Publishing(8080)) with
        {
            DesiredReplicas = 0,
            Replicas = [new ReplicaSnapshot { Id = new ReplicaId(AppName.Parse("blog"), 1, 1), Phase = ReplicaPhase.Ready, SpecRevision = 1 }],
        }]));

    [Fact]
    public void An_application_is_not_in_its_own_way() => Assert.Null(HostPorts.Judge(Shop, Publishing(8080), [Other("shop", Publishing(8080))]));

    private static AppSpec Publishing(int port, string address = "127.0.0.1", PortProtocol protocol = PortProtocol.Http) =>
        Registered.App().Spec with { Ports = [new PortSpec(80, protocol, null, new PublishedPort(port, address))] };

    private static AppSnapshot Other(string name, AppSpec spec) => new()
    {
        Name = AppName.Parse(name),
        Revision = 1,
        Spec = spec,
        Document = "{}",
        Status = AppStatus.Running,
        DesiredReplicas = 1,
        Replicas = [],
        CreatedAt = RegisteredApp.Epoch,
        UpdatedAt = RegisteredApp.Epoch,
    };
}
