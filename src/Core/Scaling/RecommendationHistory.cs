namespace Orchestry.Core.Scaling;

/// <summary>What the load asked for at some time.</summary>
/// <param name="At">When.</param>
/// <param name="Replicas">The number of replicas.</param>
public readonly record struct Recommendation(DateTimeOffset At, int Replicas);

/// <summary>
/// The recommendations that stabilization needs: no higher one of later is left out, so at most as many are kept as there are numbers of
/// replicas, whatever the window. Belongs to one owner.
/// </summary>
public sealed class RecommendationHistory
{
    private readonly List<Recommendation> _kept = [];

    /// <summary>Those that may still be the highest of a window that ends now, oldest and highest first.</summary>
    public IReadOnlyList<Recommendation> Kept => _kept;

    /// <summary>Adds the newest one, and forgets those older than the window.</summary>
    public void Add(Recommendation newest, TimeSpan window)
    {
        _kept.RemoveAll(r => r.At <= newest.At - window);
        while (_kept.Count > 0 && _kept[^1].Replicas <= newest.Replicas)
        {
            _kept.RemoveAt(_kept.Count - 1);
        }

        _kept.Add(newest);
    }
}
