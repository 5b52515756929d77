using System.CommandLine;
using Orchestry.Host.Settings;

namespace Orchestry.Host;

/// <summary>The command line of <c>orchestryd</c>.</summary>
internal static class CommandLine
{
    /// <summary>The command, which calls <paramref name="run"/> with the settings file and the values given, by setting name.</summary>
    public static RootCommand Create(Func<string, IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run)
    {
        var root = new RootCommand(Description());
        var config = new Option<string>("--config")
        {
            Description = "The settings file, in the JSON subset of HOCON",
            HelpName = "FILE",
            DefaultValueFactory = _ => "cluster.hocon",
        };
        root.Options.Add(config);
        var options = new List<(Setting Setting, Option<string> Option)>();
        foreach (var setting in AllSettings.List.Where(s => s.Option is not null))
        {
            var option = new Option<string>(setting.Option!) { Description = $"{setting.Meaning} [{setting.Default}]", HelpName = setting.Name };
            options.Add((setting, option));
            root.Options.Add(option);
        }

        root.SetAction((parsed, cancellationToken) => run(
            parsed.GetValue(config)!,
            options.Where(o => parsed.GetValue(o.Option) is not null).ToDictionary(o => o.Setting.Name, o => parsed.GetValue(o.Option)!),
            cancellationToken));
        return root;
    }

    /// <summary>Runs the command with arguments; wrong ones are said in a line each, without the whole help.</summary>
    /// <returns>What the run answers; <see cref="ExitCodes.Usage"/> when the arguments mean nothing.</returns>
    public static async Task<int> InvokeAsync(RootCommand root, IReadOnlyList<string> arguments, InvocationConfiguration? configuration = null)
    {
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(configuration);
        }

        foreach (var error in parsed.Errors)
        {
            await (configuration?.Error ?? Console.Error).WriteLineAsync($"orchestryd: {error.Message} See orchestryd --help.");
        }

        return ExitCodes.Usage;
    }

    private static string Description()
    {
        var others = AllSettings.List.Where(s => s.Option is null)
            .Select(s => $"  {s.Name,-27}{s.Meaning}{(s.Default.Length == 0 ? "" : $" [{s.Default}]")}");
        return $"""
            Runs the Orchestry controller: keeps applications running on a container engine and serves their REST API.

            Settings come from the settings file, the environment and the command line; what comes later wins. In the environment
            the options below have the names shown behind them. Only in the file and the environment:

            {string.Join(Environment.NewLine, others)}

            Ctrl-C stops the controller, not the applications; starting it again takes them over.
            Exit codes: 0 stopped by request, 1 a defect (start it again), 2 wrong settings or arguments, 3 database can't be opened, 4 address can't be used.
            """;
    }
}
