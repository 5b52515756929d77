using System.CommandLine;
using Orchestry.Host.Settings;

namespace Orchestry.Host.Tests;

public sealed class CommandLineTests
{
    private string? _file;
    private IReadOnlyDictionary<string, string>? _values;

    [Fact]
    public async Task The_help_names_every_setting_its_default_and_the_exit_codes()
    {
        var (code, text, _) = await InvokeAsync("--help");

        Assert.Equal(0, code);
        Assert.All(AllSettings.List, setting => Assert.Contains(setting.Name, text, StringComparison.Ordinal));
        Assert.All(AllSettings.List.Where(s => s.Option is not null), setting => Assert.Contains(setting.Option!, text, StringComparison.Ordinal));
        Assert.Contains("Exit codes: 0 stopped by request, 1 a defect (start it again), 2 wrong settings or arguments", text, StringComparison.Ordinal);
        Assert.Null(_values);
    }

    [Fact]
    public async Task Options_are_handed_on_by_the_name_of_their_setting_and_only_those_given()
    {
        var (code, _, _) = await InvokeAsync("--port", "9000", "--data-dir", "/srv");

        Assert.Equal(7, code);
        Assert.Equal("cluster.hocon", _file);
        Assert.Equal(new Dictionary<string, string> { ["ORCHESTRY_PORT"] = "9000", ["ORCHESTRY_DATA_DIR"] = "/srv" }, _values);
    }

    [Fact]
    public async Task Another_file_may_be_named()
    {
        await InvokeAsync("--config", "other.hocon");

        Assert.Equal("other.hocon", _file);
        Assert.Empty(_values!);
    }

    [Theory]
    [InlineData("--prot", "9000")]
    [InlineData("start")]
    [InlineData("--port")]
    public async Task Arguments_that_mean_nothing_are_a_fault_of_usage(params string[] arguments)
    {
        var (code, _, errors) = await InvokeAsync(arguments);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(arguments[0], errors, StringComparison.Ordinal);
        Assert.Null(_values);
    }

    private async Task<(int Code, string Output, string Errors)> InvokeAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var root = CommandLine.Create((file, values, _) =>
        {
            (_file, _values) = (file, values);
            return Task.FromResult(7);
        });
        var code = await CommandLine.InvokeAsync(root, arguments, new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
