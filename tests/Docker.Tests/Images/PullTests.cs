using System.Text;
using Orchestry.Core.Engine;
using Orchestry.Docker.Images;
using Orchestry.Docker.Tests.Scripted;

namespace Orchestry.Docker.Tests.Images;

public sealed class PullTests : IAsyncLifetime
{
    private readonly ScriptedEngine _scripted = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _scripted.DisposeAsync();

    [Theory]
    [InlineData("web", "web", "latest")]
    [InlineData("web:1", "web", "1")]
    [InlineData("registry:5000/team/web", "registry:5000/team/web", "latest")]
    [InlineData("registry:5000/team/web:1", "registry:5000/team/web", "1")]
    [InlineData("web:1@sha256:abc", "web", "sha256:abc")]
    public void An_image_is_pulled_by_exactly_one_tag_or_digest(string image, string repository, string tag) =>
        Assert.Equal(new ImageReference(repository, tag), ImageReference.Parse(image));

    [Fact]
    public async Task A_pull_reports_its_progress_and_sends_the_credentials()
    {
        _scripted.On("POST /images/create", reply => reply.StreamAsync(
            "{\"status\":\"Pulling from web\",\"id\":\"1\"}\r\n{\"status\":\"Downl",
            "oading\",\"progressDetail\":{\"current\":5,\"total\":10},\"id\":\"abc\"}\r\n",
            "{\"status\":\"Status: Downloaded newer image\"}"));
        await using var engine = _scripted.Connect();
        var progress = new Reports();
        var pulled = await engine.PullImageAsync("reg:5000/web:1", new RegistryCredentials("joe", "pass?>word", "reg:5000"), progress, default);
        Assert.True(pulled.IsSuccess, pulled.Fault?.ToString());
        Assert.Equal(
            [new("Pulling from web", "1", 0, 0), new("Downloading", "abc", 5, 10), new("Status: Downloaded newer image", null, 0, 0)], progress.Seen);
        var request = Assert.Single(_scripted.Requests);
        Assert.EndsWith("/images/create?fromImage=reg%3A5000%2Fweb&tag=1", request.Target, StringComparison.Ordinal);
        var auth = request.Headers["x-registry-auth"];
        Assert.DoesNotContain('+', auth);
        Assert.DoesNotContain('/', auth);
        var json = Encoding.UTF8.GetString(Convert.FromBase64String(auth.Replace('-', '+').Replace('_', '/')));
        Assert.Contains("\"username\":\"joe\"", json, StringComparison.Ordinal);
        Assert.Contains("\"serveraddress\":\"reg:5000\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_pull_is_its_answer()
    {
        _scripted.On("POST /images/create", reply => reply.StreamAsync(
            "{\"status\":\"Downloading\"}\r\n", "{\"errorDetail\":{\"message\":\"unexpected EOF\"},\"error\":\"unexpected EOF\"}\r\n"));
        await using var engine = _scripted.Connect();
        var fault = (await engine.PullImageAsync("web:1", new RegistryCredentials("joe", "hunter2"), null, default)).Fault!;
        Assert.Equal(EngineFaultKind.RegistryUnavailable, fault.Kind);
        Assert.Equal("The engine could not pull image web:1: unexpected EOF.", fault.Message);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_whose_connection_breaks_is_unreachable()
    {
        _scripted.On("POST /images/create", async reply =>
        {
            await reply.BeginAsync();
            await reply.ChunkAsync("{\"status\":\"Downloading\"}\r\n");
            reply.Break();
        });
        await using var engine = _scripted.Connect();
        Assert.Equal(EngineFaultKind.Unreachable, (await engine.PullImageAsync("web:1", null, null, default)).Fault!.Kind);
    }

    [Fact]
    public async Task A_pull_that_falls_silent_is_given_up()
    {
        _scripted.On("POST /images/create", async reply =>
        {
            await reply.BeginAsync();
            await reply.ChunkAsync("{\"status\":\"Downloading\"}\r\n");
            await reply.HangAsync();
        });
        await using var engine = _scripted.Connect(options => options with { PullIdleTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(EngineFaultKind.Timeout, (await engine.PullImageAsync("web:1", null, null, default)).Fault!.Kind);
    }

    private sealed class Reports : IProgress<PullProgress>
    {
        public List<PullProgress> Seen { get; } = [];

        public void Report(PullProgress value) => Seen.Add(value);
    }
}
