using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Actors.Apps;

/// <summary>
/// Every application as this node knows it. Supervisors publish whole snapshots while this node leads, the <see cref="ReadModelProjection"/>
/// while another does; readers take whole snapshots and never wait.
/// </summary>
internal sealed class ReadModel : IReadModel
{
    private readonly Lock _writing = new();
    private readonly RevisionSignal _moved = new();
    private volatile State _state = new(0, ImmutableSortedDictionary.Create<string, AppSnapshot>(StringComparer.Ordinal), []);

    /// <summary>Raised for every snapshot, in the order they are published. Handlers must be quick: the next one waits for them.</summary>
    public event Action<AppSnapshot>? Published;

    /// <summary>Raised after something of it has changed, the revision alone included. Handlers must be quick: the next change waits for them.</summary>
    public event Action? Changed;

    public long Revision => _state.Revision;

    /// <summary>The revision and all applications of one moment.</summary>
    public (long Revision, ImmutableArray<AppSnapshot> Apps) Read()
    {
        var state = _state;
        return (state.Revision, state.Apps);
    }

    public ImmutableArray<AppSnapshot> Apps => _state.Apps;

    public Task ReachAsync(long revision, CancellationToken cancellationToken) => _moved.WaitAsync(() => Revision >= revision, cancellationToken);

    public AppSnapshot? Find(AppName name) => _state.ByName.GetValueOrDefault(name.Value);

    /// <summary>Shows an application, unless a newer revision of it is shown already.</summary>
    public void Publish(AppSnapshot app) => Swap(app.Revision, apps => With(apps, app));

    /// <summary>Shows no such application any more, unless a revision of it that is newer than its removal is shown.</summary>
    public void Remove(AppName name, long revision) => Swap(revision, apps => Without(apps, name.Value, revision));

    /// <summary>The journal has moved on without changing an application.</summary>
    public void Reached(long revision) => Swap(revision, apps => apps);

    /// <summary>What a stretch of the journal has changed, in one step; the same rules hold as for each alone.</summary>
    /// <param name="revision">The revision reached.</param>
    /// <param name="shown">Applications as they are now.</param>
    /// <param name="removed">Applications to be shown no more.</param>
    public void Apply(long revision, IReadOnlyList<AppSnapshot> shown, IReadOnlyList<string> removed) => Swap(
        revision, apps => shown.Aggregate(removed.Aggregate(apps, (now, name) => Without(now, name, revision)), With));

    /// <summary>
    /// Shows these applications and no others, whatever was shown before: what the store holds is the truth, even where it is older than
    /// what a leader showed that could not write it any more. What shows the same as before stays the same reference.
    /// </summary>
    /// <param name="revision">The revision of the store.</param>
    /// <param name="all">Every application.</param>
    public void Load(long revision, IReadOnlyList<AppSnapshot> all)
    {
        lock (_writing)
        {
            var before = _state.ByName;
            var names = all.Select(a => a.Name.Value).ToHashSet(StringComparer.Ordinal);
            var apps = before.RemoveRange(before.Keys.Where(name => !names.Contains(name)));
            foreach (var app in all.Where(a => apps.GetValueOrDefault(a.Name.Value)?.ShowsTheSame(a) != true))
            {
                Published?.Invoke(app);
                apps = apps.SetItem(app.Name.Value, app);
            }

            Become(revision, apps);
        }
    }

    private ImmutableSortedDictionary<string, AppSnapshot> With(ImmutableSortedDictionary<string, AppSnapshot> apps, AppSnapshot app)
    {
        if (apps.GetValueOrDefault(app.Name.Value) is { } shown && (shown.Revision > app.Revision || shown.ShowsTheSame(app)))
        {
            return apps;
        }

        Published?.Invoke(app);
        return apps.SetItem(app.Name.Value, app);
    }

    private static ImmutableSortedDictionary<string, AppSnapshot> Without(
        ImmutableSortedDictionary<string, AppSnapshot> apps, string name, long revision) =>
        apps.TryGetValue(name, out var shown) && shown.Revision <= revision ? apps.Remove(name) : apps;

    private void Swap(
        long revision, Func<ImmutableSortedDictionary<string, AppSnapshot>, ImmutableSortedDictionary<string, AppSnapshot>> change)
    {
        lock (_writing)
        {
            Become(Math.Max(_state.Revision, revision), change(_state.ByName));
        }
    }

    private void Become(long revision, ImmutableSortedDictionary<string, AppSnapshot> apps)
    {
        var before = _state;
        _state = new State(revision, apps, ReferenceEquals(apps, before.ByName) ? before.Apps : [.. apps.Values]);
        if (revision > before.Revision)
        {
            _moved.Grown();
        }

        if (_state.Revision != before.Revision || !ReferenceEquals(_state.ByName, before.ByName))
        {
            Changed?.Invoke();
        }
    }

    private sealed record State(long Revision, ImmutableSortedDictionary<string, AppSnapshot> ByName, ImmutableArray<AppSnapshot> Apps);
}
