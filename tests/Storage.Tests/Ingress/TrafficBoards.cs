using Orchestry.Core.Ingress;
using Orchestry.Storage.Sqlite;
using Orchestry.Testing;
using Orchestry.Testing.Ingress;

namespace Orchestry.Storage.Tests.Ingress;

public sealed class SoleTrafficBoardContract : TrafficBoardContract
{
    private readonly ManualClock _clock = new();

    public SoleTrafficBoardContract() => Board = new SoleTrafficBoard(_clock);

    protected override ITrafficBoard Board { get; }

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class FakeTrafficBoardContract : TrafficBoardContract
{
    private readonly ManualClock _clock = new();

    public FakeTrafficBoardContract() => Board = new FakeTrafficBoard(_clock);

    protected override ITrafficBoard Board { get; }

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }
}
