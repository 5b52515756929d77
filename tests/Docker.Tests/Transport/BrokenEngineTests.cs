using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Engine;
using Orchestry.Docker.Tests.Scripted;

namespace Orchestry.Docker.Tests.Transport;

public sealed class BrokenEngineTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> NoLabels = [];

    private readonly ScriptedEngine _scripted = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _scripted.DisposeAsync();

    [Fact]
    public async Task A_missing_socket_says_how_to_start_an_engine_or_find_another()
    {
        var path = Path.Combine(Path.GetTempPath(), $"no-engine-{Guid.NewGuid():N}.sock");
        await using var engine = new DockerEngine(new DockerOptions { Host = $"unix://{path}" }, TimeProvider.System, NullLogger<DockerEngine>.Instance);
        var fault = (await engine.GetInfoAsync(default)).Fault!;
        Assert.Equal(EngineFaultKind.Unreachable, fault.Kind);
        Assert.Contains($"No Docker engine answers at unix://{path}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("systemctl start docker", fault.Advice, StringComparison.Ordinal);
        Assert.Contains("DOCKER_HOST", fault.Advice, StringComparison.Ordinal);
        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        var gone = new ScriptedEngine();
        await using var engine = gone.Connect();
        await gone.DisposeAsync();
        var fault = (await engine.GetInfoAsync(default)).Fault!;
        Assert.Equal(EngineFaultKind.Unreachable, fault.Kind);
        Assert.Contains("DOCKER_HOST", fault.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_a_timeout_whose_outcome_is_unknown()
    {
        _scripted.On("POST /containers/web/start", reply => reply.HangAsync());
        await using var engine = _scripted.Connect(options => options with { CallTimeout = TimeSpan.FromMilliseconds(300) });
        var fault = (await engine.StartContainerAsync(new ContainerId("web"), default)).Fault!;
        Assert.Equal(EngineFaultKind.Timeout, fault.Kind);
        Assert.Contains("did not start container web within 0.3 s", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.IsOutcomeUnknown);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_no_fault()
    {
        _scripted.On("POST /containers/web/start", reply => reply.HangAsync());
        await using var engine = _scripted.Connect();
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.StartContainerAsync(new ContainerId("web"), impatient.Token));
    }

    [Theory]
    [InlineData("<html>It works!</html>")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""[{"Id":"1","State":"levitating"}]""")]
    public async Task An_answer_that_is_not_what_the_API_promises_is_a_failure_of_the_engine(string body)
    {
        _scripted.On("GET /containers/json", 200, body);
        await using var engine = _scripted.Connect();
        var fault = (await engine.ListContainersAsync(NoLabels, default)).Fault!;
        Assert.Equal(EngineFaultKind.EngineFailure, fault.Kind);
        Assert.Contains("list containers", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_unreachable()
    {
        _scripted.On("GET /containers/json", reply => reply.RawAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"Id\":"));
        await using var engine = _scripted.Connect();
        Assert.Equal(EngineFaultKind.Unreachable, (await engine.ListContainersAsync(NoLabels, default)).Fault!.Kind);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off_at_16_MiB()
    {
        _scripted.On("GET /containers/json", reply => reply.JsonAsync(200, $"[{new string(' ', 17 * 1024 * 1024)}]"));
        await using var engine = _scripted.Connect();
        var fault = (await engine.ListContainersAsync(NoLabels, default)).Fault!;
        Assert.Equal(EngineFaultKind.EngineFailure, fault.Kind);
        Assert.Contains("16 MiB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_is_plain_text_keeps_its_words()
    {
        _scripted.On("GET /containers/json", reply =>
            reply.RawAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 47\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server."));
        await using var engine = _scripted.Connect();
        var fault = (await engine.ListContainersAsync(NoLabels, default)).Fault!;
        Assert.Equal(EngineFaultKind.AccessDenied, fault.Kind);
        Assert.Contains("DOCKER_TLS_VERIFY", fault.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_client_answers_a_fault()
    {
        var engine = _scripted.Connect();
        await engine.DisposeAsync();
        Assert.Equal(EngineFaultKind.Unreachable, (await engine.GetInfoAsync(default)).Fault!.Kind);
    }
}
