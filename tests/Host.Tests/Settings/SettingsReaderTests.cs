using Microsoft.Extensions.Logging;
using Orchestry.Host.Settings;

namespace Orchestry.Host.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private const string StarFault =
        "CORS_ORIGINS can't list * or a pattern, because the API can start containers: name each origin whose pages may do so, such as https://ops.example.org.";

    private const string NoOriginFault = "CORS_ORIGINS must list http or https origins, separated by commas, such as https://ops.example.org.";

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["HOME"] = "/home/somebody" };
    private readonly Dictionary<string, string> _commandLine = [];
    private string _file = "";

    [Fact]
    public void Without_anything_set_the_defaults_hold()
    {
        var settings = Settings();

        Assert.Equal(("127.0.0.1", 8000, LogLevel.Information), (settings.Host, settings.Port, settings.LogLevel));
        Assert.Equal("/home/somebody/.orchestry", settings.DataDir);
        Assert.Equal("unix:///var/run/docker.sock", settings.Docker.Host);
        Assert.Equal(("default", "orchestry", "172.20.0.0/16"), (settings.Controller.ClusterName, settings.Controller.Network, settings.Controller.Subnet));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromDays(30)), (settings.Controller.StopGrace, settings.Controller.EventRetention));
        Assert.Equal((0, 0), (settings.Controller.DefaultNanoCpus, settings.Controller.DefaultMemoryBytes));
        Assert.Equal((1000, 100), (settings.Http.RateLimitPerHour, settings.Http.RateLimitPerMinute));
        Assert.Equal((30, 180, 3), (settings.Tunable.ScalingCheckInterval, settings.Tunable.ScalingCooldown, settings.Tunable.MaxConcurrentScales));
        Assert.Equal((10, 5, 3), (settings.Tunable.HealthCheckInterval, settings.Tunable.HealthTimeout, settings.Tunable.HealthFailureThreshold));
    }

    [Fact]
    public void The_environment_wins_over_the_file_and_the_command_line_over_both()
    {
        File("""{ "orchestry": { "port": 1 }, "cluster": { "name": "from-file" } }""");
        Assert.Equal((1, "from-file"), (Settings().Port, Settings().Controller.ClusterName));

        _environment["ORCHESTRY_PORT"] = "2";
        Assert.Equal((2, "from-file"), (Settings().Port, Settings().Controller.ClusterName));

        _commandLine["ORCHESTRY_PORT"] = "3";
        Assert.Equal((3, "from-file"), (Settings().Port, Settings().Controller.ClusterName));
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none()
    {
        _environment["ORCHESTRY_PORT"] = "";

        Assert.Equal(8000, Settings().Port);
    }

    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        _environment["ORCHESTRY_PORT"] = "http";
        _environment["DOCKER_SUBNET"] = "everywhere";
        _environment["CLUSTER_LEASE_SECONDS"] = "soon";
        File("""{ "orchestri": { "port": 1 } }""");

        var faults = Faults();

        Assert.Equal(4, faults.Count);
        Assert.Contains($"{_file}: there is no setting orchestri.port", faults);
        Assert.Contains("CLUSTER_LEASE_SECONDS is 'soon' but must be a whole number from 2 to 60.", faults);
        Assert.Contains("ORCHESTRY_PORT is 'http' but must be a whole number from 0 to 65535.", faults);
        Assert.Contains("DOCKER_SUBNET is 'everywhere' but must be a network in CIDR form, such as 172.20.0.0/16.", faults);
    }

    [Theory]
    [InlineData("ORCHESTRY_HOST", "example.org", "must be an IP address or localhost")]
    [InlineData("ORCHESTRY_HOST", "0.0.0.0", "must be a loopback address such as 127.0.0.1, or AUTH_MODE required: without authentication anybody on the network could run containers")]
    [InlineData("RING_HOST", "192.168.1.2", "must be a loopback address such as 127.0.0.1, or AUTH_MODE required: without authentication anybody on the network could run containers")]
    [InlineData("RING_HOST", "example.org", "must be an IP address or localhost")]
    [InlineData("RING_PORT", "65536", "must be a whole number from 0 to 65535, or off")]
    [InlineData("RING_PORT", "8000", "is the port of ORCHESTRY_PORT, which serves the same paths: choose another one, or off")]
    [InlineData("TOKEN_LIFETIME_HOURS", "0", "must be a whole number from 1 to 8760")]
    [InlineData("ORCHESTRY_PORT", "-1", "must be a whole number from 0 to 65535")]
    [InlineData("ORCHESTRY_PORT", "65536", "must be a whole number from 0 to 65535")]
    [InlineData("ORCHESTRY_PORT", "80.5", "must be a whole number from 0 to 65535")]
    [InlineData("ORCHESTRY_LOG_LEVEL", "chatty", "must be trace, debug, information, warning, error, critical or none")]
    [InlineData("ORCHESTRY_LOG_LEVEL", "3", "must be trace, debug, information, warning, error, critical or none")]
    [InlineData("CLUSTER_NAME", "Blue", "must be 1 to 63 lowercase letters, digits and hyphens, alphanumeric at both ends")]
    [InlineData("CLUSTER_NAME", "a.b", "must be 1 to 63 lowercase letters, digits and hyphens, alphanumeric at both ends")]
    [InlineData("DOCKER_NETWORK", "-net", "must be 1 to 63 letters, digits, dots, underscores and hyphens, alphanumeric at the start")]
    [InlineData("DOCKER_NAMESPACE_POOL", "172.31.0.0/25", "must be an IPv4 network of /8 to /24 in CIDR form, such as 172.31.0.0/16")]
    [InlineData("DOCKER_NAMESPACE_POOL", "fd00::/64", "must be an IPv4 network of /8 to /24 in CIDR form, such as 172.31.0.0/16")]
    [InlineData("DOCKER_SUBNET", "172.20.0.0", "must be a network in CIDR form, such as 172.20.0.0/16")]
    [InlineData("CONTAINER_CPU_LIMIT", "half", "must be an amount of processors such as 500m or 2")]
    [InlineData("CONTAINER_CPU_LIMIT", "0", "must be an amount of processors such as 500m or 2")]
    [InlineData("CONTAINER_MEMORY_LIMIT", "1 GB", "must be an amount of memory such as 256Mi or 1G")]
    [InlineData("CONTAINER_STOP_GRACE", "3601", "must be a whole number from 0 to 3600")]
    [InlineData("SCALE_CHECK_INTERVAL", "0", "must be a whole number from 1 to 86400")]
    [InlineData("SCALE_COOLDOWN", "-1", "must be a whole number from 0 to 86400")]
    [InlineData("SCALE_MAX_CONCURRENT", "101", "must be a whole number from 1 to 100")]
    [InlineData("HEALTH_CHECK_INTERVAL", "0", "must be a whole number from 1 to 86400")]
    [InlineData("DEFAULT_HEALTH_TIMEOUT", "0", "must be a whole number from 1 to 3600")]
    [InlineData("DEFAULT_FAILURE_THRESHOLD", "0", "must be a whole number from 1 to 100")]
    [InlineData("RATE_LIMIT_PER_HOUR", "-1", "must be a whole number from 0 to 1000000000")]
    [InlineData("RATE_LIMIT_PER_MINUTE", "many", "must be a whole number from 0 to 1000000000")]
    [InlineData("EVENT_RETENTION_DAYS", "0", "must be a whole number from 1 to 3650")]
    [InlineData("AUTH_MODE", "maybe", "must be open or required")]
    public void A_value_that_can_not_be_meant_is_refused_by_its_name(string name, string value, string why)
    {
        _environment[name] = value;

        Assert.Equal([$"{name} is '{value}' but {why}."], Faults());
    }

    [Theory]
    [InlineData("DOCKER_HOST", "docker", "DOCKER_HOST \"docker\" is not an address. Use unix:///var/run/docker.sock, tcp://host:port or https://host:port.")]
    [InlineData("DOCKER_HOST", "ssh://host", "DOCKER_HOST \"ssh://host\" can't be used. Use unix:///var/run/docker.sock, tcp://host:port or https://host:port.")]
    [InlineData("DOCKER_CERT_PATH", "/nowhere/at/all", "DOCKER_CERT_PATH \"/nowhere/at/all\" is not a folder.")]
    public void An_engine_that_can_not_be_reached_so_is_refused_before_the_start(string name, string value, string fault)
    {
        _environment[name] = value;

        Assert.Equal([fault], Faults());
    }

    [Theory]
    [InlineData("*", StarFault)]
    [InlineData("https://*.example.org", StarFault)]
    [InlineData("ops.example.org", NoOriginFault)]
    [InlineData("null", NoOriginFault)]
    [InlineData("ftp://ops.example.org", NoOriginFault)]
    [InlineData("file:///srv/page.html", NoOriginFault)]
    [InlineData("https://ops.example.org,", NoOriginFault)]
    [InlineData("https://ops.example.org/", "https://ops.example.org")]
    [InlineData("https://ops.example.org/ui?token=secret#here", "https://ops.example.org")]
    [InlineData("https://user:secret@ops.example.org", "https://ops.example.org")]
    [InlineData("HTTPS://Ops.example.org", "https://ops.example.org")]
    [InlineData("https://ops.example.org:443", "https://ops.example.org")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("http://[0:0::1]:3000", "http://[::1]:3000")]
    public void An_origin_that_no_browser_sends_is_refused_without_being_repeated(string written, string meant)
    {
        _environment["CORS_ORIGINS"] = written;

        Assert.Equal(
            [
                meant.StartsWith("CORS", StringComparison.Ordinal)
                    ? meant
                    : $"CORS_ORIGINS must list {meant} just so, as browsers write it: no user, path or query, in small letters, without the scheme's own port.",
            ],
            Faults());
    }

    [Fact]
    public void Each_of_the_origins_is_checked_and_there_are_not_too_many()
    {
        _environment["CORS_ORIGINS"] = "*, https://ops.example.org, nowhere";
        Assert.Equal([StarFault, NoOriginFault], Faults());

        _environment["CORS_ORIGINS"] = string.Join(',', Enumerable.Range(1, 33).Select(i => $"https://ops-{i}.example.org"));
        Assert.Equal(["CORS_ORIGINS must list at most 32 origins, not 33."], Faults());
    }

    [Fact]
    public void Origins_are_listed_with_commas_in_the_file_as_well()
    {
        Assert.Empty(Settings().Http.AllowedOrigins);

        File("""{ "orchestry": { "cors-origins": "https://ops.example.org , http://localhost:5173,http://[::1]" } }""");
        Assert.Equal(["https://ops.example.org", "http://localhost:5173", "http://[::1]"], Settings().Http.AllowedOrigins);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData("::1", "::1")]
    [InlineData("localhost", "127.0.0.1")]
    public void The_machine_itself_may_be_listened_on(string written, string listened)
    {
        _environment["ORCHESTRY_HOST"] = written;

        Assert.Equal(listened, Settings().Host);
    }

    [Theory]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("Debug", LogLevel.Debug)]
    [InlineData("none", LogLevel.None)]
    public void The_level_may_be_written_as_operators_are_used_to(string written, LogLevel level)
    {
        _environment["ORCHESTRY_LOG_LEVEL"] = written;

        Assert.Equal(level, Settings().LogLevel);
    }

    [Theory]
    [InlineData("~", "/home/somebody")]
    [InlineData("~/data", "/home/somebody/data")]
    [InlineData("/srv/../var/data", "/var/data")]
    public void The_data_folder_may_be_below_ones_home(string written, string folder)
    {
        _commandLine["ORCHESTRY_DATA_DIR"] = written;

        Assert.Equal(folder, Settings().DataDir);
    }

    [Fact]
    public void Data_keys_certificates_and_the_engine_s_socket_are_no_container_s()
    {
        Assert.Equal(["/home/somebody/.orchestry", "/home/somebody/.orchestry/master.key", "/var/run/docker.sock"], Settings().OwnPaths.Paths);

        _commandLine["ORCHESTRY_KEY_FILE"] = "/srv/keys/orchestry";
        _commandLine["DOCKER_HOST"] = "unix:///run/user/1000/docker.sock";
        _commandLine["INGRESS_CERTIFICATES"] = $"{_folder.Path}/";

        Assert.Equal(["/home/somebody/.orchestry", "/srv/keys/orchestry", _folder.Path, "/run/user/1000/docker.sock"], Settings().OwnPaths.Paths);
    }

    [Fact]
    public void Limits_of_containers_may_be_written_as_in_a_specification()
    {
        _environment["CONTAINER_CPU_LIMIT"] = "500m";
        _environment["CONTAINER_MEMORY_LIMIT"] = "256Mi";

        Assert.Equal((500_000_000, 256L << 20), (Settings().Controller.DefaultNanoCpus, Settings().Controller.DefaultMemoryBytes));
    }

    [Fact]
    public void Every_setting_can_be_made_in_the_file()
    {
        foreach (var setting in AllSettings.List.Where(s => s is { Path: not null, Default.Length: > 0 }))
        {
            var (section, name) = (setting.Path!.Split(':')[0], setting.Path.Split(':')[1]);
            File($$"""{ "{{section}}": { "{{name}}": "{{setting.Default}}" } }""");
            Assert.Empty(Faults());
        }
    }

    [Fact]
    public void The_file_may_have_comments_and_its_numbers_need_no_quotes()
    {
        File("""
            // Ours.
            { "orchestry": { "port": 8123 /* free here */ } }
            """);

        Assert.Equal(8123, Settings().Port);
    }

    [Theory]
    [InlineData("{ \"orchestry\": {\n  \"port\": 1,\n  port = 2\n} }", 3)]
    [InlineData("include \"other\"", 1)]
    public void What_is_not_in_the_json_subset_is_an_error_with_file_and_line(string text, int line)
    {
        File(text);

        Assert.StartsWith($"{_file}, line {line}: not in the JSON subset of HOCON: ", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "orchestry": { "prot": 1 } }""", "there is no setting orchestry.prot")]
    [InlineData("""{ "orchestry": { "port": null } }""", "orchestry.port must be a text or a number")]
    [InlineData("""{ "orchestry": { "port": [1] } }""", "orchestry.port must be a text or a number")]
    [InlineData("[]", "there is no setting the document")]
    public void What_the_file_can_not_mean_is_an_error_with_its_path(string text, string what)
    {
        File(text);

        Assert.Equal([$"{_file}: {what}"], Faults());
    }

    [Fact]
    public void A_setting_made_twice_in_the_file_is_an_error()
    {
        File("""{ "orchestry": { "port": 1, "port": 2 } }""");

        Assert.Contains("port", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void File(string text) => _file = _folder.Write("cluster.hocon", text);

    private OrchestrySettings Settings()
    {
        var (settings, faults) = Read();
        Assert.Empty(faults);
        return settings!;
    }

    private IReadOnlyList<string> Faults() => Read().Faults;

    private (OrchestrySettings? Settings, IReadOnlyList<string> Faults) Read() =>
        SettingsReader.Read(_file.Length == 0 ? _folder.File("missing.hocon") : _file, _environment.GetValueOrDefault, _commandLine);
}
