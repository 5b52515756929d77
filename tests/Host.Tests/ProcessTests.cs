using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Orchestry.Host.Tests;

/// <summary>The whole program, entry point and all, in this process.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void It_has_threads_to_spare_for_those_that_wait_for_a_database_without_an_answer()
    {
        using var settings = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "orchestryd.runtimeconfig.json")));

        Assert.InRange(
            settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").GetProperty("System.Threading.ThreadPool.MinThreads").GetInt32(), 16, 64);
    }

    [Fact]
    public async Task Wrong_settings_end_the_process_with_2_and_every_fault_on_standard_error()
    {
        var (code, errors) = await RunAsync("--port", "http", "--cluster-name", "Blue");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Equal(
            [
                "orchestryd: ORCHESTRY_PORT is 'http' but must be a whole number from 0 to 65535.",
                "orchestryd: CLUSTER_NAME is 'Blue' but must be 1 to 63 lowercase letters, digits and hyphens, alphanumeric at both ends.",
            ],
            errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_database_that_can_not_be_opened_ends_the_process_with_3()
    {
        var (code, errors) = await RunAsync("--data-dir", _folder.Write("file", "not a folder"));

        Assert.Equal(ExitCodes.Database, code);
        Assert.StartsWith("orchestryd: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_ends_the_process_with_4_and_names_the_settings()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, errors) = await RunAsync("--data-dir", _folder.File("data"), "--port", $"{port}", "--ingress-port", "0");

        Assert.Equal(ExitCodes.Address, code);
        Assert.StartsWith($"orchestryd: can't listen on 127.0.0.1:{port} (ORCHESTRY_HOST, ORCHESTRY_PORT): ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_address_in_use_ends_the_process_with_4_and_names_its_own_settings()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, errors) = await RunAsync("--data-dir", _folder.File("data"), "--port", "0", "--ingress-port", "0", "--ring-port", $"{port}");

        Assert.Equal(ExitCodes.Address, code);
        Assert.StartsWith(
            $"orchestryd: can't listen on 127.0.0.1:{port} (RING_HOST, RING_PORT; RING_PORT=off does without): ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_others_can_read_ends_the_process_with_2_and_says_what_to_do()
    {
        Directory.CreateDirectory(_folder.File("data"));
        var file = _folder.File("data/master.key");
        await File.WriteAllTextAsync(file, Convert.ToBase64String(new byte[32]));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var (code, errors) = await RunAsync("--data-dir", _folder.File("data"), "--port", "0", "--ingress-port", "0");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Equal($"orchestryd: The key file {file} (ORCHESTRY_KEY_FILE) is not for its owner alone: chmod 600 {file}", errors.Trim());
    }

    [Fact]
    public async Task An_ingress_address_in_use_ends_the_process_with_4_and_names_its_own_settings()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, errors) = await RunAsync("--data-dir", _folder.File("data"), "--port", "0", "--ingress-port", $"{port}");

        Assert.Equal(ExitCodes.Address, code);
        Assert.StartsWith($"orchestryd: the ingress can't listen on 127.0.0.1:{port} (INGRESS_HOST, INGRESS_PORT): ", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Errors)> RunAsync(params string[] arguments)
    {
        string[] all = ["--config", _folder.File("none"), "--docker-host", $"unix://{_folder.File("no.sock")}", "--log-level", "none",
            .. arguments.Contains("--ring-port") ? [] : new[] { "--ring-port", "off" }, .. arguments];
        var before = Console.Error;
        using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            var code = await Task.Run(() => (int)typeof(OrchestryHost).Assembly.EntryPoint!.Invoke(null, [all])!);
            return (code, errors.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
