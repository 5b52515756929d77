namespace Orchestry.Actors.Engine;

/// <summary>Bounds how many containers are created and started at the same time. Whoever waits is served in order.</summary>
internal sealed class EngineLanes(int width) : IDisposable
{
    private readonly SemaphoreSlim _places = new(width, width);

    /// <summary>Waits for a place; disposing what it returns gives it back.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Place(_places);
    }

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
