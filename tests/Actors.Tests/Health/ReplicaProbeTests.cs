using System.Net;
using System.Net.Sockets;
using Orchestry.Actors.Health;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Testing;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Health;

public sealed class ReplicaProbeTests : IAsyncDisposable
{
    private static readonly TimeSpan Guard = TestKit.Guard;
    private readonly ManualClock _clock = new();
    private readonly FakeContainerEngine _engine;
    private readonly ReplicaProbe _probe;

    public ReplicaProbeTests()
    {
        _engine = new FakeContainerEngine(_clock);
        _probe = new ReplicaProbe(_engine, _clock);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(399)]
    public async Task An_expected_status_passes(int status)
    {
        await using var server = LoopbackServer.Answering(status);

        Assert.True((await CheckAsync(new HealthCheckSpec { Port = server.Port })).Passed);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Any_other_status_fails_and_both_are_named(int status)
    {
        await using var server = LoopbackServer.Answering(status);

        Assert.Equal($"Answered {status}, expected 200-399", (await CheckAsync(new HealthCheckSpec { Port = server.Port })).Error);
    }

    [Fact]
    public async Task The_statuses_of_the_specification_count()
    {
        await using var server = LoopbackServer.Answering(404);
        var check = new HealthCheckSpec { Port = server.Port, ExpectedStatus = [new(204, 204), new(400, 404)] };

        Assert.True((await CheckAsync(check)).Passed);
        Assert.Equal(
            "Answered 404, expected 204, 500-599", (await CheckAsync(check with { ExpectedStatus = [new(204, 204), new(500, 599)] })).Error);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using var elsewhere = LoopbackServer.Answering(500);
        await using var server = LoopbackServer.Answering(302, $"Location: http://127.0.0.1:{elsewhere.Port}/\r\n");

        Assert.True((await CheckAsync(new HealthCheckSpec { Port = server.Port })).Passed);
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    public async Task Method_path_headers_and_body_are_sent_as_written()
    {
        await using var server = LoopbackServer.Answering(200);
        var check = new HealthCheckSpec
        {
            Port = server.Port,
            Method = "POST",
            Path = "/health?full=1",
            Headers = [new("X-Probe", "yes"), new("Host", "web.example"), new("Content-Type", "application/json")],
            Body = """{"deep":true}""",
        };

        Assert.True((await CheckAsync(check)).Passed);
        var asked = await server.Asked.WaitAsync(Guard);
        Assert.StartsWith("POST /health?full=1 HTTP/1.1\r\n", asked, StringComparison.Ordinal);
        Assert.Contains("X-Probe: yes\r\n", asked, StringComparison.Ordinal);
        Assert.Contains("Host: web.example\r\n", asked, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", asked, StringComparison.Ordinal);
        Assert.EndsWith("""{"deep":true}""", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_fails_when_the_time_out_is_over()
    {
        await using var server = new LoopbackServer(answer: null);
        var checking = CheckAsync(new HealthCheckSpec { Port = server.Port, Timeout = TimeSpan.FromSeconds(5) });
        await server.Asked.WaitAsync(Guard);
        Assert.False(checking.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(5));

        var outcome = await checking.WaitAsync(Guard);
        Assert.Equal((false, "No answer within 5 s", TimeSpan.FromSeconds(5)), (outcome.Passed, outcome.Error, outcome.Took));
    }

    [Theory]
    [InlineData(ProbeProtocol.Http)]
    [InlineData(ProbeProtocol.Tcp)]
    public async Task A_port_that_nobody_listens_on_fails_with_the_systems_words(ProbeProtocol protocol)
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var outcome = await CheckAsync(new HealthCheckSpec { Protocol = protocol, Port = ((IPEndPoint)unused.LocalEndPoint!).Port });

        Assert.Equal((false, "Connection refused"), (outcome.Passed, outcome.Error));
    }

    [Fact]
    public async Task A_tcp_probe_passes_when_the_connection_is_accepted()
    {
        await using var server = new LoopbackServer(answer: null);

        Assert.True((await CheckAsync(new HealthCheckSpec { Protocol = ProbeProtocol.Tcp, Port = server.Port })).Passed);
    }

    [Fact]
    public async Task A_command_passes_when_it_exits_with_zero()
    {
        _engine.AddImage("web:1", new ContainerBehaviour { Exec = command => new ExecResult(command[0] == "good" ? 0 : 7, "", "") });
        var id = (await _engine.CreateContainerAsync(new ContainerSpec { Name = "web", Image = "web:1" }, default)).Value;
        await _engine.StartContainerAsync(id, default);
        var check = new HealthCheckSpec { Protocol = ProbeProtocol.Command, Command = ["good"] };

        Assert.True((await CheckAsync(check, id)).Passed);
        Assert.Equal("The command exited with code 7", (await CheckAsync(check with { Command = ["bad"] }, id)).Error);
        _engine.Crash("web");
        Assert.Contains("not running", (await CheckAsync(check, id)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_without_an_address_fails_without_being_asked()
    {
        var outcome = await _probe.CheckAsync(
            new ProbeTarget(new ContainerId("web"), null, "web-1"), new HealthCheckSpec { Port = 80 }, CancellationToken.None);

        Assert.Equal("the container has no address on the application network", outcome.Error);
    }

    public async ValueTask DisposeAsync()
    {
        _probe.Dispose();
        await _engine.DisposeAsync();
    }

    private Task<ProbeOutcome> CheckAsync(HealthCheckSpec check, ContainerId? container = null) =>
        _probe.CheckAsync(new ProbeTarget(container ?? new ContainerId("web"), "127.0.0.1", "web-1"), check, CancellationToken.None).WaitAsync(Guard);
}
