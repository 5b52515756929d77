using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>The contract, kept by a real Docker engine, and what only a real one can show.</summary>
[Trait("Needs", "engine")]
public sealed partial class RealEngineContractTests : ContainerEngineContract
{
    private readonly DockerEngine _engine = new(
        DockerOptions.FromEnvironment(Environment.GetEnvironmentVariable), TimeProvider.System, NullLogger<DockerEngine>.Instance);

    private string Image => $"orchestry-contract-{Run}:1";

    protected override IContainerEngine Engine => _engine;

    // Each test has its network for itself, one after the other: xunit runs the tests of one class in sequence.
    protected override string FreeSubnet => "172.29.61.0/24";

    public override async Task InitializeAsync()
    {
        var info = await _engine.GetInfoAsync(Token);
        Assert.True(info.IsSuccess, $"These tests need a Docker engine. {info.Fault}");
        await using var context = await BusyboxImage.ContextAsync(Token);
        var built = await _engine.BuildImageAsync(Image, context, Token);
        Assert.True(built.IsSuccess, built.Fault?.ToString());
    }

    protected override async Task CleanUpAsync() => await _engine.RemoveImageAsync(Image, CancellationToken.None);

    protected override ContainerSpec SpecOf(Workload workload) => new()
    {
        Name = "",
        Image = Image,
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
