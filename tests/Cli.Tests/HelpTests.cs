using System.CommandLine;

namespace Orchestry.Cli.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Every_command_has_a_help_text_that_names_its_options()
    {
        foreach (var (persona, path, command) in AllCommands())
        {
            var run = await _cli.RunAsync(persona, [.. path, "--help"]);

            Assert.Equal((0, ""), (run.Code, run.Error));
            Assert.False(string.IsNullOrEmpty(command.Description), string.Join(' ', path));
            Assert.Contains(command.Description!.Split('\n')[0], run.Out, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains(option.Name, run.Out, StringComparison.Ordinal));
            Assert.All(command.Options.Where(o => o.Name is not ("--help" or "--version")), option =>
                Assert.False(string.IsNullOrEmpty(option.Description), $"{string.Join(' ', path)} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{string.Join(' ', path)} {argument.Name}"));
            Assert.All(command.Subcommands, sub => Assert.Contains(sub.Name, run.Out, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_verb_that_users_know_is_there()
    {
        Assert.Equal(
            "apply cluster completion config delete doctor down events explain info list login logout logs metrics policy register ring scale simulate spec status up",
            string.Join(' ', Verbs(Persona.Orchestry)));
        Assert.Equal(
            "apply completion config context deployment doctor init login logout namespace node secret server token user",
                string.Join(' ', Verbs(Persona.Ring)));
    }

    [Fact]
    public void Every_command_that_reads_takes_an_output_form()
    {
        string[] others = ["completion", "login", "logout", "init", "use", "current-context", "start", "cluster", "ring", "deployment", "secret",
            "namespace", "node", "server", "token", "user"];

        Assert.All(
            AllCommands().Where(c => c.Command.Subcommands.Count == 0 && !others.Contains(c.Command.Name)),
            c => Assert.Contains(c.Command.Options, o => o.Name == "--output"));
    }

    [Fact]
    public async Task The_documentation_has_every_verb_and_every_exit_code()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "cli.md")))
        {
            folder = folder.Parent!;
        }

        var text = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", "cli.md"));
        var (orchestry, ring) = (Section(text, "## Orchestry's verbs"), Section(text, "## Ring's verbs"));

        Assert.All(AllCommands().Where(c => c.Command.Subcommands.Count == 0 && c.Path is not (["ring", ..] or [])), c =>
            Assert.Contains(c.Path[^1], c.Persona.IsRing ? ring : orchestry, StringComparison.Ordinal));
        Assert.All(typeof(ExitCodes).GetFields().Where(f => f.FieldType == typeof(int)), f =>
            Assert.Contains($"| {f.GetRawConstantValue()} |", text, StringComparison.Ordinal));
    }

    private static string Section(string text, string header) => text[text.IndexOf(header, StringComparison.Ordinal)..].Split("\n## ")[0];

    [Fact]
    public async Task The_root_help_tells_the_exit_codes() =>
        Assert.Contains("3 no controller reached", (await _cli.RunAsync(Persona.Orchestry, ["--help"])).Out.ReplaceLineEndings(" "), StringComparison.Ordinal);

    [Fact]
    public async Task Help_calls_the_command_line_by_the_name_it_was_started_under()
    {
        Assert.Contains("Usage:\n  ring deployment list [options]", (await _cli.RunAsync(Persona.Ring, ["deployment", "list", "--help"])).Out, StringComparison.Ordinal);
        Assert.Contains("Usage:\n  orchestry ring user me [options]", (await _cli.RunAsync(Persona.Orchestry, ["ring", "user", "me", "-h"])).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told() => Assert.Equal("1.0.0\n", (await _cli.RunAsync(Persona.Orchestry, ["--version"])).Out);

    [Theory]
    [InlineData("lst", "orchestry: Unrecognized command or argument 'lst'.\n")]
    [InlineData("scale my-app many", "orchestry: 'many' is not a whole number\n")]
    [InlineData("scale my-app", "orchestry: Required argument 'N' missing for command: 'scale'.\n")]
    [InlineData("logs my-app -n many", "orchestry: --lines: 'many' is not a whole number\n")]
    [InlineData("policy my-app --max-cpu much", "orchestry: --max-cpu: 'much' is not a number\n")]
    [InlineData("ring token create ci -s admin --expires soon", "orchestry: --expires: 'soon' is not a time such as 2030-01-31T00:00:00Z\n")]
    [InlineData("list -o xml", "orchestry: Argument 'xml' not recognized. Must be one of: 'table', 'json'\n")]
    [InlineData("up my-app --timeout 0", "orchestry: --timeout must be 1 to 3600 seconds\n")]
    [InlineData("", "orchestry: Required command was not provided.\n")]
    public async Task Wrong_arguments_are_told_in_a_line_each(string arguments, string told)
    {
        var run = await _cli.RunAsync(Persona.Orchestry, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Out));
        Assert.StartsWith(told, run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/bin/ring", true)]
    [InlineData("ring", true)]
    [InlineData("/usr/bin/orchestry", false)]
    [InlineData("strings", false)]
    public void The_name_it_is_started_under_says_which_it_is(string name, bool isRing) => Assert.Equal(isRing, Persona.Of(name).IsRing);

    [Fact]
    public async Task Completions_are_asked_of_the_executable()
    {
        foreach (var shell in new[] { "bash", "zsh", "fish" })
        {
            Assert.Contains("orchestry \"[suggest:", (await _cli.RunAsync(Persona.Orchestry, ["completion", shell])).Out, StringComparison.Ordinal);
            Assert.Contains("ring \"[suggest:", (await _cli.RunAsync(Persona.Ring, ["completion", shell])).Out, StringComparison.Ordinal);
        }

        Assert.Equal(["cluster", "status"], [
            .. (await _cli.RunAsync(Persona.Orchestry, ["[suggest:12]", "orchestry cl"])).OutLines,
            .. (await _cli.RunAsync(Persona.Orchestry, ["[suggest:20]", "orchestry cluster st"])).OutLines]);
    }

    private static IEnumerable<string> Verbs(Persona persona) => Root(persona).Subcommands.Select(c => c.Name).Order(StringComparer.Ordinal);

    private static RootCommand Root(Persona persona)
    {
        using var cli = new CliRunner();
        return CommandLine.Create(cli.Around(TextWriter.Null, TextWriter.Null), persona, []);
    }

    private static IEnumerable<(Persona Persona, string[] Path, Command Command)> AllCommands() =>
        new[] { Persona.Orchestry, Persona.Ring }.SelectMany(persona => Below(persona, [], Root(persona)));

    private static IEnumerable<(Persona, string[], Command)> Below(Persona persona, string[] path, Command command) =>
        command.Subcommands.SelectMany(sub => Below(persona, [.. path, sub.Name], sub)).Prepend((persona, path, command));
}
