using Orchestry.Cli.Contexts;

namespace Orchestry.Cli.Tests.Contexts;

public sealed class ContextFileTests
{
    private const string Others = """
        # ours
        [server.scheduler]
        interval = 10 # seconds

        """;

    [Fact]
    public void A_context_that_is_saved_is_read_again_and_other_tables_stay_word_for_word()
    {
        var text = ContextFile.WithContext(Others, "default", new Uri("https://orchestry.example.org"), isCurrent: true);
        text = ContextFile.WithContext(text, "prod.eu", new Uri("http://[::1]:8000"), isCurrent: false);

        Assert.StartsWith(Others.TrimEnd(), text, StringComparison.Ordinal);
        Assert.Equal(
            [("default", "https://orchestry.example.org/", true), ("prod.eu", "http://[::1]:8000/", false)],
            ContextFile.Parse(text, "f").Select(c => (c.Name, c.Endpoints[0].AbsoluteUri, c.IsCurrent)));
    }

    [Fact]
    public void A_context_that_is_saved_again_is_there_once()
    {
        var text = ContextFile.WithContext("[contexts.a]\nhost = \"h\"\n[contexts.a.api]\nport = 1\n[contexts.ab]\nhost = \"h\"\n", "a",
            new Uri("http://x:2"), isCurrent: false);

        Assert.Equal(["http://h/", "http://x:2/"], ContextFile.Parse(text, "f").Select(c => c.Endpoints[0].AbsoluteUri).Order());
    }

    [Fact]
    public void One_context_is_the_current_one()
    {
        var text = ContextFile.WithCurrent("[contexts.a]\ncurrent = true\nhost = \"h\"\n\n[contexts.b]\n# why\nhost = \"h\"\ncurrent = false\n", "b");

        Assert.Equal([("a", false), ("b", true)], ContextFile.Parse(text, "f").Select(c => (c.Name, c.IsCurrent)));
        Assert.Contains("# why", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_a_server_listens_on_is_called_by_loopback() =>
        Assert.Equal("http://127.0.0.1:3030/", ContextFile.Parse("[contexts.default]\nhost = \"0.0.0.0\"\napi.port = 3030\n", "f")[0].Endpoints[0].AbsoluteUri);

    [Theory]
    [InlineData("[contexts", "f is not TOML")]
    [InlineData("contexts = 1", "contexts: must be tables")]
    [InlineData("[contexts.a]\nhost = \"h\"\napi.port = 0", "contexts.a.api.port: must be 1 to 65535")]
    [InlineData("[contexts.a]\nhost = \"h\"\napi.port = \"80\"", "contexts.a.api.port: must be 1 to 65535")]
    [InlineData("[contexts.a]\nhost = \"h\"\napi = 80", "contexts.a.api: must be a table")]
    [InlineData("[contexts.a]\nhost = 1", "contexts.a.host: must be text")]
    [InlineData("[contexts.a]\nhost = \"h\"\ncurrent = 1", "contexts.a.current: must be true or false")]
    [InlineData("[contexts.a]\nurls = [1]", "contexts.a.urls: must be a list of text")]
    [InlineData("[contexts.a]\nurls = \"http://h\"", "contexts.a.urls: must be a list")]
    [InlineData("[contexts.a]\ncurrent = true", "contexts.a: has neither url nor host")]
    [InlineData("[contexts]\na = 1", "contexts.a: must be a table")]
    [InlineData("[contexts.a]\nurl = \"ftp://x\"", "contexts.a: 'ftp://x' is not the address")]
    public void What_means_nothing_is_told_with_its_place(string text, string told)
    {
        var failure = Assert.Throws<CommandFailure>(() => ContextFile.Parse(text, "f"));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains(told, string.Join('\n', failure.Lines.Prepend(failure.Message)), StringComparison.Ordinal);
    }
}
