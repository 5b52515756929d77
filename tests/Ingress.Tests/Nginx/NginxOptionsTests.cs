using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Ingress.Nginx;

namespace Orchestry.Ingress.Tests.Nginx;

public sealed class NginxOptionsTests
{
    [Fact]
    public void What_nothing_was_set_for_is_good() => Assert.Empty(new NginxOptions().Validate());

    [Fact]
    public void Every_fault_names_its_setting()
    {
        var options = new NginxOptions
        {
            ConfigPath = "relative/path",
            LogPath = "/with blank",
            TestCommand = "",
            ReloadCommand = "nginx 'half",
            ReopenCommand = " ",
            UpstreamMethod = "least_conn; }",
            ListenHost = "example.test",
            ListenPort = 0,
            Domain = "Example.test",
        };

        Assert.Equal(
            ["NGINX_CONFIG_PATH", "NGINX_LOG_PATH", "NGINX_TEST_COMMAND", "NGINX_RELOAD_COMMAND", "NGINX_REOPEN_COMMAND", "NGINX_UPSTREAM_METHOD",
                "INGRESS_HOST", "INGRESS_PORT", "INGRESS_DOMAIN"],
            options.Validate().Select(f => f.Split(' ')[0]));
        Assert.Throws<ArgumentException>(() => new NginxIngress(options, TimeProvider.System, NullLogger<NginxIngress>.Instance));
    }

    [Theory]
    [InlineData("nginx -t", new[] { "nginx", "-t" })]
    [InlineData("  a\t b  ", new[] { "a", "b" })]
    [InlineData("'/opt/my nginx' -g \"pid x;\" ''", new[] { "/opt/my nginx", "-g", "pid x;", "" })]
    [InlineData("a'b c'd", new[] { "ab cd" })]
    [InlineData("a $(rm) ; b | c", new[] { "a", "$(rm)", ";", "b", "|", "c" })]
    public void A_command_is_a_program_and_its_words_and_nothing_a_shell_would_see_in_it(string command, string[] words)
    {
        Assert.True(CommandLine.TrySplit(command, out var found));
        Assert.Equal(words, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("''")]
    [InlineData("'a")]
    [InlineData("a\0b")]
    public void Anything_else_is_no_command(string command) => Assert.False(CommandLine.TrySplit(command, out _));

    [Fact]
    public async Task A_command_sees_nothing_of_this_process_s_environment_and_what_it_says_is_bounded()
    {
        Environment.SetEnvironmentVariable("ORCHESTRY_TEST_SECRET", "hidden");
        var run = new CommandRun(TimeSpan.FromSeconds(20), TimeProvider.System);

        var said = await run.RunAsync("sh -c 'env; seq 100000; exit 3'", CancellationToken.None);

        Assert.DoesNotContain("hidden", said, StringComparison.Ordinal);
        Assert.Contains("LANG=C", said, StringComparison.Ordinal);
        Assert.InRange(said!.Length, 1, 500);
        Assert.Null(await run.RunAsync("true", CancellationToken.None));
        Assert.Equal("false ended with 1", await run.RunAsync("false", CancellationToken.None));
    }
}
