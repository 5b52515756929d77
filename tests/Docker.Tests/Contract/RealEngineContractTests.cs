using Orchestry.Core.Engine;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>The contract, kept by a real Docker engine.</summary>
[Trait("Needs", "engine")]
public sealed partial class RealEngineContractTests(BusyboxFixture busybox) : ContainerEngineContract, IClassFixture<BusyboxFixture>
{
    private readonly DockerEngine _engine = BusyboxFixture.Connect();

    protected override IContainerEngine Engine => _engine;

    // Each test has it for itself: xunit runs the tests of one class one after the other.
    protected override string FreeSubnet => "172.29.61.0/24";

    public override Task InitializeAsync() => Task.CompletedTask;

    protected override ContainerSpec SpecOf(Workload workload) => new()
    {
        Name = "",
        Image = busybox.Image,
        Arguments = workload switch
        {
            Workload.Serves serves => Shell($"trap 'exit {serves.StopExitCode}' TERM; while :; do sleep 0.05; done"),
            Workload.IgnoresStop => ["httpd", "-f", "-p", "80", "-h", "/www"],
            Workload.Exits exits => Shell($"exit {exits.Code}"),
            Workload.Prints => Shell("echo out 1; echo out 2; echo out 3; sleep 0.05; echo err 1 >&2; sleep 600"),
            Workload.Ticks => Shell("while :; do echo tick; sleep 0.1; done"),
            Workload.CannotStart => ["/nope"],
            Workload.Greets => Shell("sleep 600"),
            _ => throw new ArgumentOutOfRangeException(nameof(workload), workload, null),
        },
    };

    private static string[] Shell(string script) => ["sh", "-c", script];
}
