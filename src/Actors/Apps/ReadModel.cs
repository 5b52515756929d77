using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Actors.Apps;

/// <summary>
/// Every application as this node knows it. Supervisors publish whole snapshots; readers take whole snapshots and never wait.
/// </summary>
internal sealed class ReadModel : IReadModel
{
    private readonly Lock _writing = new();

    // Made only while somebody waits for a revision, and replaced each time the revision moves.
    private TaskCompletionSource? _moved;
    private volatile State _state = new(0, ImmutableSortedDictionary.Create<string, AppSnapshot>(StringComparer.Ordinal), []);

    /// <summary>Raised for every snapshot, in the order they are published. Handlers must be quick: the next one waits for them.</summary>
    public event Action<AppSnapshot>? Published;

    public long Revision => _state.Revision;

    public ImmutableArray<AppSnapshot> Apps => _state.Apps;

    public async Task ReachAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_writing)
            {
                if (_state.Revision >= revision)
                {
                    return;
                }

                moved = (_moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    public AppSnapshot? Find(AppName name) => _state.ByName.GetValueOrDefault(name.Value);

    public void Publish(AppSnapshot app) => Swap(
        app.Revision,
        apps =>
        {
            Published?.Invoke(app);
            return apps.SetItem(app.Name.Value, app);
        });

    public void Remove(AppName name, long revision) => Swap(revision, apps => apps.Remove(name.Value));

    /// <summary>The journal has moved on without changing an application.</summary>
    public void Reached(long revision) => Swap(revision, apps => apps);

    private void Swap(
        long revision, Func<ImmutableSortedDictionary<string, AppSnapshot>, ImmutableSortedDictionary<string, AppSnapshot>> change)
    {
        lock (_writing)
        {
            var before = _state;
            var apps = change(before.ByName);
            _state = new State(
                Math.Max(before.Revision, revision), apps, ReferenceEquals(apps, before.ByName) ? before.Apps : [.. apps.Values]);
            if (_state.Revision > before.Revision)
            {
                _moved?.TrySetResult();
                _moved = null;
            }
        }
    }

    private sealed record State(long Revision, ImmutableSortedDictionary<string, AppSnapshot> ByName, ImmutableArray<AppSnapshot> Apps);
}
