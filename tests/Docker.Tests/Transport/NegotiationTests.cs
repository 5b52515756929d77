using Orchestry.Core.Engine;
using Orchestry.Docker.Tests.Scripted;

namespace Orchestry.Docker.Tests.Transport;

public sealed class NegotiationTests : IAsyncLifetime
{
    private const string Info = """{"ServerVersion":"99.0","Name":"vm","NCPU":2,"MemTotal":100,"ContainersRunning":1,"Containers":3}""";

    private readonly ScriptedEngine _scripted = new();

    public Task InitializeAsync()
    {
        _scripted.On("GET /info", 200, Info);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _scripted.DisposeAsync();

    [Theory]
    [InlineData("1.41", "1.12", "1.41")]
    [InlineData("1.47", "1.24", "1.47")]
    [InlineData("1.52", "1.44", "1.51")]
    public async Task The_newest_version_that_both_sides_speak_is_used(string newest, string oldest, string used)
    {
        _scripted.Speak(newest, oldest);
        await using var engine = _scripted.Connect();
        var info = (await engine.GetInfoAsync(default)).Value;
        Assert.Equal(new EngineInfo("99.0", used, "vm", 2, 100, 1, 3), info);
        Assert.StartsWith($"/v{used}/", Assert.Single(_scripted.Requests).Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.40", "1.12", "Docker 99.0 speaks API 1.12 to 1.40; this program speaks 1.41 to 1.51.", "Upgrade the Docker engine")]
    [InlineData("1.60", "1.55", "Docker 99.0 speaks API 1.55 to 1.60; this program speaks 1.41 to 1.51.", "Upgrade this program")]
    public async Task An_engine_without_a_common_version_is_refused_naming_both_ranges(string newest, string oldest, string message, string advice)
    {
        _scripted.Speak(newest, oldest);
        await using var engine = _scripted.Connect();
        var fault = (await engine.GetInfoAsync(default)).Fault;
        Assert.Equal((EngineFaultKind.IncompatibleVersion, message), (fault!.Kind, fault.Message));
        Assert.StartsWith(advice, fault.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_that_is_no_engine_is_recognised()
    {
        _scripted.On("GET /version", 200, """{"hello":"world"}""");
        await using var engine = _scripted.Connect();
        Assert.Equal(EngineFaultKind.IncompatibleVersion, (await engine.GetInfoAsync(default)).Fault!.Kind);
    }

    [Fact]
    public async Task An_engine_that_was_upgraded_behind_our_back_is_asked_again_and_the_call_repeated()
    {
        await using var engine = _scripted.Connect();
        Assert.Equal("1.41", (await engine.GetInfoAsync(default)).Value.ApiVersion);
        _scripted.Speak("1.52", "1.44");
        _scripted.On("GET /info", reply => reply.Request.Target.StartsWith("/v1.51/", StringComparison.Ordinal)
            ? reply.JsonAsync(200, Info)
            : reply.JsonAsync(400, """{"message":"client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version"}"""));
        Assert.Equal("1.51", (await engine.GetInfoAsync(default)).Value.ApiVersion);
    }

    [Fact]
    public async Task After_the_engine_was_unreachable_the_version_is_negotiated_again()
    {
        await using var engine = _scripted.Connect();
        Assert.Equal("1.41", (await engine.GetInfoAsync(default)).Value.ApiVersion);
        _scripted.On("GET /info", reply =>
        {
            reply.Break();
            return Task.CompletedTask;
        });
        Assert.Equal(EngineFaultKind.Unreachable, (await engine.GetInfoAsync(default)).Fault!.Kind);
        _scripted.Speak("1.45", "1.24");
        _scripted.On("GET /info", 200, Info);
        Assert.Equal("1.45", (await engine.GetInfoAsync(default)).Value.ApiVersion);
    }
}
