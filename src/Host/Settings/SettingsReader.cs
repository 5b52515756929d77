using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Settings;
using Orchestry.Docker;
using Orchestry.Http;

namespace Orchestry.Host.Settings;

/// <summary>
/// Puts the settings together: defaults, then <c>cluster.hocon</c>, then the environment, then the command line; what comes later wins.
/// Every fault is reported, each naming its setting.
/// </summary>
public sealed partial class SettingsReader
{
    private readonly IReadOnlyDictionary<string, string> _file;
    private readonly Func<string, string?> _environment;
    private readonly IReadOnlyDictionary<string, string> _commandLine;
    private readonly List<string> _faults = [];

    private SettingsReader(string file, Func<string, string?> environment, IReadOnlyDictionary<string, string> commandLine)
    {
        (_environment, _commandLine) = (environment, commandLine);
        _file = SettingsFile.Read(file, _faults);
    }

    /// <summary>The settings, or what is wrong with them.</summary>
    /// <param name="file">Path of <c>cluster.hocon</c>; need not exist.</param>
    /// <param name="environment">Answers an environment variable, or null.</param>
    /// <param name="commandLine">Values by setting name.</param>
    public static (OrchestrySettings? Settings, IReadOnlyList<string> Faults) Read(
        string file, Func<string, string?> environment, IReadOnlyDictionary<string, string> commandLine)
    {
        var reader = new SettingsReader(file, environment, commandLine);
        var settings = reader.Read();
        return reader._faults.Count == 0 ? (settings, []) : (null, reader._faults);
    }

    private OrchestrySettings Read()
    {
        var access = Access();
        var (host, port) = (ListenAddress(AllSettings.Host), Integer(AllSettings.Port, 0, 65535));
        var ringHost = Text(AllSettings.RingHost).Length > 0 ? ListenAddress(AllSettings.RingHost) : host;
        var (database, docker) = (Database(), Docker());
        return new OrchestrySettings
        {
            Host = host,
            Port = port,
            RingHost = ringHost,
            RingPort = RingPort(host, port, ringHost),
            Access = access,
            Database = database,
            Cluster = Cluster(host, port, IsDatabaseSet),
            DataDir = PathOf(AllSettings.DataDir),
            OwnPaths = OwnPaths(access, docker),
            LogLevel = Level(),
            Docker = docker,
            Controller = Controller(),
            Ingress = Ingress(),
            Nginx = Nginx(),
            Otlp = Otlp(),
            Http = Http(access),
            Tunable = new TunableConfig
            {
                ScalingCheckInterval = Integer(AllSettings.ScaleCheckInterval, 1, 86400),
                ScalingCooldown = Integer(AllSettings.ScaleCooldown, 0, 86400),
                MaxConcurrentScales = Integer(AllSettings.ScaleMaxConcurrent, 1, 100),
                HealthCheckInterval = Integer(AllSettings.HealthCheckInterval, 1, 86400),
                HealthTimeout = Integer(AllSettings.HealthTimeout, 1, 3600),
                HealthFailureThreshold = Integer(AllSettings.HealthFailureThreshold, 1, 100),
            },
        };
    }

    private HttpOptions Http(AccessSettings access)
    {
        var options = new HttpOptions
        {
            IsAuthenticationRequired = access.IsRequired,
            RateLimitPerHour = Integer(AllSettings.RateLimitPerHour, 0, 1_000_000_000),
            RateLimitPerMinute = Integer(AllSettings.RateLimitPerMinute, 0, 1_000_000_000),
            MaxSubscribers = Integer(AllSettings.StreamMaxSubscribers, 1, 1_000_000),
            ServesLegacy = Flag(AllSettings.LegacyApi),
            KeepAlive = TimeSpan.FromSeconds(Integer(AllSettings.StreamKeepAlive, 1, 3600)),
            AllowedOrigins = Text(AllSettings.CorsOrigins) is { Length: > 0 } origins ? origins.Split(',', StringSplitOptions.TrimEntries) : [],
        };
        _faults.AddRange(options.Validate());
        return options;
    }

    private DockerOptions Docker()
    {
        var options = DockerOptions.FromEnvironment(name => AllSettings.List.FirstOrDefault(s => s.Name == name) is { } setting ? Text(setting) : null);
        _faults.AddRange(options.Validate());
        return options;
    }

    private ControllerOptions Controller()
    {
        var cluster = Text(AllSettings.ClusterName);
        if (cluster.Length > 63 || !AppName.TryParse(cluster, out _))
        {
            Fault(AllSettings.ClusterName, "must be 1 to 63 lowercase letters, digits and hyphens, alphanumeric at both ends");
        }

        var network = Text(AllSettings.DockerNetwork);
        if (!NetworkName().IsMatch(network))
        {
            Fault(AllSettings.DockerNetwork, "must be 1 to 63 letters, digits, dots, underscores and hyphens, alphanumeric at the start");
        }

        var subnet = Text(AllSettings.DockerSubnet);
        if (!IPNetwork.TryParse(subnet, out _))
        {
            Fault(AllSettings.DockerSubnet, "must be a network in CIDR form, such as 172.20.0.0/16");
        }

        var pool = Text(AllSettings.DockerNamespacePool);
        // More would be a list that nobody could use up.
        if (pool.Length > 0 && !(IPNetwork.TryParse(pool, out var whole) && whole.BaseAddress.AddressFamily == AddressFamily.InterNetwork && whole.PrefixLength is >= 8 and <= 24))
        {
            Fault(AllSettings.DockerNamespacePool, "must be an IPv4 network of /8 to /24 in CIDR form, such as 172.31.0.0/16");
        }

        return new ControllerOptions
        {
            ClusterName = cluster,
            Network = network,
            Subnet = subnet,
            NamespacePool = pool.Length > 0 ? pool : null,
            StopGrace = TimeSpan.FromSeconds(Integer(AllSettings.StopGrace, 0, 3600)),
            DefaultNanoCpus = Amount(AllSettings.CpuLimit, Quantity.TryParseCpu, "an amount of processors such as 500m or 2"),
            DefaultMemoryBytes = Amount(AllSettings.MemoryLimit, Quantity.TryParseMemory, "an amount of memory such as 256Mi or 1G"),
            MetricsInterval = TimeSpan.FromSeconds(Integer(AllSettings.MetricsInterval, 1, 3600)),
            EventRetention = TimeSpan.FromDays(Integer(AllSettings.EventRetentionDays, 1, 3650)),
            MetricsRetention = TimeSpan.FromHours(Integer(AllSettings.MetricsRetentionHours, 1, 87600)),
        };
    }

    /// <summary>Data, keys, certificates and the engine's socket, wherever they are.</summary>
    private OwnPaths OwnPaths(AccessSettings access, DockerOptions docker)
    {
        var optional = new[] { AllSettings.PostgresPasswordFile, AllSettings.DockerCertPath, AllSettings.IngressCertificates };
        string?[] paths = [PathOf(AllSettings.DataDir), access.KeyFile, .. optional.Where(setting => Text(setting).Length > 0).Select(PathOf), docker.SocketPath];
        return new OwnPaths([.. paths.OfType<string>().Select(Path.TrimEndingDirectorySeparator)]);
    }

    /// <summary>A folder or file, absolute; a ~ in front is one's home.</summary>
    private string PathOf(Setting setting)
    {
        var path = Text(setting);
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            var home = _environment("HOME") is { Length: > 0 } set ? set : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            path = Path.Join(home, path[1..]);
        }

        return Path.GetFullPath(path);
    }

    private LogLevel Level()
    {
        var text = Text(AllSettings.LogLevel);
        if (!int.TryParse(text, out _) && Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level))
        {
            return level;
        }

        // The names operators of the original know.
        switch (text.ToUpperInvariant())
        {
            case "INFO":
                return LogLevel.Information;
            case "WARN":
                return LogLevel.Warning;
            default:
                Fault(AllSettings.LogLevel, "must be trace, debug, information, warning, error, critical or none");
                return LogLevel.Information;
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$")]
    private static partial Regex NetworkName();

    private delegate bool TryParseAmount(ReadOnlySpan<char> text, out long amount);

    private long Amount(Setting setting, TryParseAmount parse, string what)
    {
        var text = Text(setting);
        if (text.Length == 0)
        {
            return 0;
        }

        if (!parse(text, out var amount) || amount <= 0)
        {
            Fault(setting, $"must be {what}");
        }

        return amount;
    }

    private int Integer(Setting setting, int least, int most)
    {
        if (int.TryParse(Text(setting), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Fault(setting, $"must be a whole number from {least} to {most}");
        return least;
    }

    private bool Flag(Setting setting)
    {
        if (!bool.TryParse(Text(setting), out var value))
        {
            Fault(setting, "must be true or false");
        }

        return value;
    }

    private string Text(Setting setting) =>
        _commandLine.GetValueOrDefault(setting.Name)
        ?? (_environment(setting.Name) is { Length: > 0 } set ? set : null)
        ?? (setting.Path is { } path ? _file.GetValueOrDefault(path) : null)
        ?? setting.Default;

    private void Fault(Setting setting, string what) =>
        _faults.Add(setting.IsSecret ? $"{setting.Name} {what}." : $"{setting.Name} is '{Text(setting)}' but {what}.");
}
