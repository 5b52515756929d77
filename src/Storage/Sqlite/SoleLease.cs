using Orchestry.Core.Cluster;

namespace Orchestry.Storage.Sqlite;

/// <summary>Leadership where nobody else can want it: the data folder's lock keeps every other process out.</summary>
public sealed class SoleLease : ILeaderLease
{
    /// <inheritdoc/>
    public Task<IOffice> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IOffice>(new SoleOffice());
    }

    /// <inheritdoc/>
    public Task RehearseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class SoleOffice : IOffice
    {
        private readonly TaskCompletionSource<string> _never = new();

        public long Term => 1;

        public Task<string> Ended => _never.Task;

        public Task ReleaseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
