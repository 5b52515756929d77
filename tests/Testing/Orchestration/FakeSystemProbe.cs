using Orchestry.Core.Health;

namespace Orchestry.Testing.Orchestration;

/// <summary>A system as well or as ill as a test says.</summary>
public sealed class FakeSystemProbe : ISystemProbe
{
    private int _asked;

    /// <summary>What is found.</summary>
    public SystemHealth Found { get; set; } = new(
        TimeSpan.FromSeconds(86_400.7), new ComponentHealth(true, null), 12, new ComponentHealth(true, null), 15);

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <inheritdoc/>
    public Task<SystemHealth> CheckAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult(Found);
    }
}
