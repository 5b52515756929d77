using Orchestry.Core.Engine;
using Orchestry.Testing.Engine;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>The contract, kept by the engine in memory.</summary>
public sealed class FakeEngineContractTests : ContainerEngineContract
{
    private readonly FakeContainerEngine _engine = new(TimeProvider.System);

    protected override IContainerEngine Engine => _engine;

    protected override string FreeSubnet => "172.29.7.0/24";

    public override Task InitializeAsync()
    {
        _engine.AddImage("serves:0");
        _engine.AddImage("serves:5", new ContainerBehaviour { StopExitCode = 5 });
        _engine.AddImage("ignores:1", new ContainerBehaviour { IgnoresStop = true });
        _engine.AddImage("nope:1", ContainerBehaviour.CannotStart);
        _engine.AddImage("prints:1", new ContainerBehaviour
        {
            Prints = [(LogStream.Stdout, "out 1"), (LogStream.Stdout, "out 2"), (LogStream.Stdout, "out 3"), (LogStream.Stderr, "err 1")],
        });
        _engine.AddImage("ticks:1", new ContainerBehaviour { Prints = [.. Enumerable.Repeat((LogStream.Stdout, "tick"), 5)] });
        _engine.AddImage("greets:1", new ContainerBehaviour
        {
            Exec = command => command is ["greet"] ? new ExecResult(3, "hello\n", "world\n") : new ExecResult(127, "", ""),
        });
        return Task.CompletedTask;
    }

    protected override ContainerSpec SpecOf(Workload workload) => new()
    {
        Name = "",
        Image = workload switch
        {
            Workload.Serves serves => $"serves:{serves.StopExitCode}",
            Workload.IgnoresStop => "ignores:1",
            Workload.Exits exits => _engine.AddImage($"exits:{exits.Code}", ContainerBehaviour.Exits(TimeSpan.FromMilliseconds(10), exits.Code)).Reference,
            Workload.Prints => "prints:1",
            Workload.Ticks => "ticks:1",
            Workload.CannotStart => "nope:1",
            Workload.Greets => "greets:1",
            _ => throw new ArgumentOutOfRangeException(nameof(workload), workload, null),
        },
    };
}
