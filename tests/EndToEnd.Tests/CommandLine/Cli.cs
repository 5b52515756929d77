using System.Diagnostics;
using System.Text.Json;

namespace Orchestry.EndToEnd.Tests.CommandLine;

/// <summary>The command line as processes, with a folder of contexts of its own.</summary>
/// <param name="folder">Its working folder.</param>
/// <param name="controllers">What its context names.</param>
internal sealed class Cli(string folder, params Uri[] controllers)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "orchestry.dll");

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private string Contexts => Path.Combine(folder, "contexts");

    /// <summary>Runs it to its end, in a pipe.</summary>
    /// <param name="arguments">Words, with a space between each two.</param>
    /// <param name="input">What is on standard input.</param>
    public Task<Ended> RunAsync(string arguments, string input = "") => EndedAsync(Start(arguments), input);

    /// <summary>The same, and it must succeed. Answers what was on standard output.</summary>
    public async Task<string> DoAsync(string arguments, string input = "")
    {
        var ended = await RunAsync(arguments, input);
        Assert.True(ended.ExitCode == 0, $"orchestry {arguments} ended with {ended.ExitCode}: {ended.Output}{ended.Errors}");
        Assert.DoesNotContain('\e', ended.Output + ended.Errors);
        return ended.Output;
    }

    /// <summary>The same with <c>--output json</c>.</summary>
    public async Task<JsonElement> JsonAsync(string arguments, string input = "") => JsonElement.Parse(await DoAsync($"{arguments} --output json", input));

    /// <summary>Runs it to its end on a terminal. What it wrote there, on both outputs, is its output.</summary>
    public Task<Ended> RunOnTerminalAsync(string arguments)
    {
        var start = Prepared("script", "-q", "-e", "-c", $"'{Dotnet}' exec '{Program}' {arguments}", "/dev/null");
        start.Environment["TERM"] = "xterm-256color";
        return EndedAsync(Process.Start(start)!, "");
    }

    /// <summary>Starts it in a pipe.</summary>
    public Process Start(string arguments) => Process.Start(Prepared(Dotnet, ["exec", Program, .. arguments.Split(' ')]))!;

    private static async Task<Ended> EndedAsync(Process process, string input)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(Until.Ceiling, TimeProvider.System);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"It did not end: {await output} {await errors}");
            }

            return new Ended(process.ExitCode, await output, await errors);
        }
    }

    private ProcessStartInfo Prepared(string program, params string[] arguments)
    {
        Directory.CreateDirectory(Contexts);
        var file = Path.Combine(Contexts, "config.toml");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, $"[contexts.test]\ncurrent = true\nurls = [{string.Join(", ", controllers.Select(c => $"\"{c.AbsoluteUri}\""))}]\n");
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ORCHESTRY_CONFIG_DIR"] = Contexts;
        start.Environment["RING_CONFIG_DIR"] = Contexts;
        foreach (var foreign in new[] { "ORCHESTRY_URL", "ORCHESTRY_TOKEN", "ORCHESTRY_CONTEXT", "RING_SERVER_URL", "RING_TOKEN", "RING_CONTEXT", "NO_COLOR" })
        {
            start.Environment.Remove(foreign);
        }

        return start;
    }
}
