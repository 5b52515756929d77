using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Lifetime;

/// <summary>How the program answers to whoever starts it.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class CommandLineTests(Images images) : EngineTest(images, subnet: 108)
{
    [Fact]
    public async Task Wrong_settings_end_it_with_2_and_every_one_of_them_is_named()
    {
        Stage.Settings["ORCHESTRY_PORT"] = "70000";
        Stage.Settings["CLUSTER_NAME"] = "Shop_1";
        Stage.Settings["DOCKER_SUBNET"] = "everywhere";
        Stage.Settings["CONTAINER_MEMORY_LIMIT"] = "much";
        Stage.Settings["POSTGRES_HOST"] = "db 1";
        var ended = await RunAsync("--log-level", "loud");
        Assert.Equal(2, ended.ExitCode);
        Assert.Empty(ended.Output);
        var told = ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(told, line => Assert.StartsWith("orchestryd: ", line, StringComparison.Ordinal));
        Assert.Equal(6, told.Length);
        Assert.Contains("orchestryd: ORCHESTRY_PORT is '70000' but must be a whole number from 0 to 65535.", told);
        foreach (var name in new[] { "CLUSTER_NAME", "DOCKER_SUBNET", "CONTAINER_MEMORY_LIMIT", "POSTGRES_HOST", "ORCHESTRY_LOG_LEVEL" })
        {
            Assert.Single(told, line => line.Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_address_beyond_this_machine_is_refused_as_long_as_there_is_no_authentication()
    {
        var ended = await RunAsync("--host", "0.0.0.0");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("ORCHESTRY_HOST is '0.0.0.0' but must be a loopback address such as 127.0.0.1", ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Stage.Settings["ORCHESTRY_DATA_DIR"]));
    }

    [Fact]
    public async Task A_port_in_use_ends_it_with_4_and_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var ended = await RunAsync("--port", port);
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains($"can't listen on 127.0.0.1:{port} (ORCHESTRY_HOST, ORCHESTRY_PORT)", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_every_setting_and_version_is_the_product_s()
    {
        var help = await RunAsync("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Empty(help.Errors);
        foreach (var word in new[] { "--port", "ORCHESTRY_PORT", "DOCKER_SUBNET", "CONTAINER_STOP_GRACE", "--config", "Exit codes" })
        {
            Assert.Contains(word, help.Output, StringComparison.Ordinal);
        }

        var version = await RunAsync("--version");
        Assert.Equal((0, "1.0.0"), (version.ExitCode, version.Output.Trim()));
        var unknown = await RunAsync("--prot", "8000");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("--prot", unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_file_is_read_and_gives_way_to_the_environment()
    {
        await WriteFileAsync("""
            {
              // Comments are welcome.
              "health": { "check-interval": 17, "timeout": 4 },
              "scaling": { "cooldown": 99 }
            }
            """);
        Stage.Settings["SCALE_COOLDOWN"] = "77";
        var config = (await (await Stage.StartControllerAsync()).Api.GetAsync("/api/v1/config")).Expect(200);
        Assert.Equal((17, 4, 77), (
            config.Int("health.default_check_interval"), config.Int("health.default_timeout"), config.Int("scaling.default_cooldown")));
    }

    [Fact]
    public async Task Faults_of_the_settings_file_are_named_with_their_place()
    {
        await WriteFileAsync("{\n  \"health\": {\n    check-interval = 17\n  }\n}\n");
        var broken = await RunAsync();
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("cluster.hocon, line 3: not in the JSON subset of HOCON", broken.Errors, StringComparison.Ordinal);

        await WriteFileAsync("""{ "health": { "check-intervall": 17 }, "orchestry": { "port": "many" } }""");
        var unknown = await RunAsync();
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("cluster.hocon: there is no setting health.check-intervall", unknown.Errors, StringComparison.Ordinal);
    }

    private Task<Ended> RunAsync(params string[] arguments) => Orchestryd.RunAsync(Stage.Folder, Stage.Settings, arguments);

    private Task WriteFileAsync(string text) => File.WriteAllTextAsync(Path.Combine(Stage.Folder, "cluster.hocon"), text);
}
