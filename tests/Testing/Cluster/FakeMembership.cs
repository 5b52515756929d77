using Orchestry.Core.Cluster;

namespace Orchestry.Testing.Cluster;

/// <summary>A membership that shows what a test says.</summary>
public sealed class FakeMembership : IMembership
{
    private int _beats;

    /// <summary>What the shared database shows.</summary>
    public ClusterReading Reading { get; set; } = new(null, TimeSpan.Zero, []);

    /// <summary>When set, every beat throws it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How many signs of life were given.</summary>
    public int Beats => Volatile.Read(ref _beats);

    /// <inheritdoc/>
    public Task<ClusterReading> BeatAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _beats);
        return Failure is { } failure ? Task.FromException<ClusterReading>(failure) : Task.FromResult(Reading);
    }

    /// <inheritdoc/>
    public Task LeaveAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken) => Task.Delay(atMost, TimeProvider.System, cancellationToken);
}
