namespace Orchestry.EndToEnd.Tests.Rig;

/// <summary>A test with the machine's engine, the images of the run, and a stage of its own.</summary>
public abstract class EngineTest : IAsyncLifetime
{
    private protected EngineTest(Images images, int subnet)
    {
        Images = images;
        Stage = new Stage(Engine, subnet);
    }

    private protected Images Images { get; }

    private protected Engine Engine { get; } = Engine.OfMachine();

    private protected Stage Stage { get; }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        await Stage.DisposeAsync();
        Engine.Dispose();
    }

    private protected TestApp Web(string name) => new(name, Images.Web1);

    private protected static TimeSpan Since(long startedAt) => TimeProvider.System.GetElapsedTime(startedAt);

    private protected static long Now() => TimeProvider.System.GetTimestamp();
}
