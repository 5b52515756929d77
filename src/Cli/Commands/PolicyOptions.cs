using System.CommandLine;
using Orchestry.Contracts.Scaling;

namespace Orchestry.Cli.Commands;

/// <summary>A change of a scaling policy on the command line; what is not named stays. Bounds are the controller's to judge.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string?> _mode = new("--mode") { Description = "auto or manual", HelpName = "MODE" };
    private readonly Option<int?> _min = Whole("--min", "Fewest replicas; 0: none while nobody asks for it");
    private readonly Option<int?> _max = Whole("--max", "Most replicas");
    private readonly Option<int?> _rps = Whole("--target-rps", "Requests per second one replica should carry");
    private readonly Option<int?> _latency = Whole("--max-latency", "95th percentile of latency to stay below, in milliseconds");
    private readonly Option<double?> _cpu = new("--max-cpu") { Description = "Processor use to stay below, percent", HelpName = "N" };
    private readonly Option<double?> _memory = new("--max-memory") { Description = "Memory use to stay below, percent", HelpName = "N" };
    private readonly Option<int?> _connections = Whole("--max-connections", "Connections one replica should carry");
    private readonly Option<int?> _scaleOut = Whole("--scale-out", "Percent of a target above which to scale out");
    private readonly Option<int?> _scaleIn = Whole("--scale-in", "Percent of every target below which to scale in");
    private readonly Option<int?> _window = Whole("--window", "Seconds that are averaged over");
    private readonly Option<int?> _cooldown = Whole("--cooldown", "Seconds without a further change after one");
    private readonly Option<int?> _outStep = Whole("--max-out-step", "Most replicas to add at once; 0: no limit");
    private readonly Option<int?> _inStep = Whole("--max-in-step", "Most replicas to remove at once; 0: no limit");
    private readonly Option<int?> _stabilization = Whole("--stabilization", "Seconds of which the highest target counts for scaling in");
    private readonly Option<int?> _zero = Whole("--zero-after", "Seconds without a request after which the last replica goes");

    public PolicyOptions(Command command)
    {
        _mode.AcceptOnlyFromAmong("auto", "manual");
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    private IReadOnlyList<Option> All =>
        [_mode, _min, _max, _rps, _latency, _cpu, _memory, _connections, _scaleOut, _scaleIn, _window, _cooldown, _outStep, _inStep, _stabilization, _zero];

    /// <summary>What the command line names; null: nothing.</summary>
    public ScalingPolicyChange? Change(Session session) => !All.Any(session.Has) ? null : new ScalingPolicyChange
    {
        Mode = session.Get(_mode),
        MinReplicas = session.Get(_min),
        MaxReplicas = session.Get(_max),
        TargetRpsPerReplica = session.Get(_rps),
        MaxP95LatencyMs = session.Get(_latency),
        MaxCpuPercent = session.Get(_cpu),
        MaxMemoryPercent = session.Get(_memory),
        MaxConnPerReplica = session.Get(_connections),
        ScaleOutThresholdPct = session.Get(_scaleOut),
        ScaleInThresholdPct = session.Get(_scaleIn),
        WindowSeconds = session.Get(_window),
        CooldownSeconds = session.Get(_cooldown),
        MaxScaleOutStep = session.Get(_outStep),
        MaxScaleInStep = session.Get(_inStep),
        StabilizationWindowSeconds = session.Get(_stabilization),
        ScaleToZeroAfterSeconds = session.Get(_zero),
    };

    private static Option<int?> Whole(string name, string meaning) => new(name) { Description = meaning, HelpName = "N" };
}
