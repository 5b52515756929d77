using System.Collections.Immutable;
using Orchestry.Core.Metrics;

namespace Orchestry.Core.Replicas;

/// <summary>What the last probe of one attempt showed: worth showing, not worth a place in history.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="LastCheck">When it was probed.</param>
/// <param name="ConsecutiveFailures">Probes failed in a row.</param>
/// <param name="ResponseTimeMs">How long the probe took, in milliseconds; null when it failed.</param>
/// <param name="LastError">What was wrong; null when nothing was.</param>
public sealed record ProbeReading(int Attempt, DateTimeOffset? LastCheck, int ConsecutiveFailures, double? ResponseTimeMs, string? LastError);

/// <summary>The newest readings of one application's attempts, and its newest figures.</summary>
/// <param name="Namespace">The application's namespace.</param>
/// <param name="App">Its name.</param>
/// <param name="Readings">One for each attempt that was probed.</param>
/// <param name="Metrics">Its figures; null when there are none (yet). They replace those before like the readings do, also by null.</param>
public sealed record AppReadings(string Namespace, string App, ImmutableArray<ProbeReading> Readings, MetricSample? Metrics = null);

/// <summary>
/// How the leader shares its probes' and applications' figures with the other nodes: the newest replace those before them, none are kept. Where no other node
/// exists nothing is shared.
/// </summary>
public interface IReadingBoard
{
    /// <summary>
    /// Replaces the readings of some applications. Throws <see cref="Journal.StoreException"/>, or <see cref="Journal.TermPassedException"/> when
    /// the term is over.
    /// </summary>
    Task PostAsync(IReadOnlyList<AppReadings> changed, long term, CancellationToken cancellationToken);

    /// <summary>What was posted after an earlier look; a first look (<paramref name="after"/> 0) shows all that is there.</summary>
    /// <param name="after">The <see cref="PostedReadings.Sequence"/> of the earlier look.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PostedReadings> ReadAsync(long after, CancellationToken cancellationToken);
}

/// <summary>Readings that were posted.</summary>
/// <param name="Sequence">Names this look; never falls.</param>
/// <param name="Changed">The applications whose readings changed.</param>
public sealed record PostedReadings(long Sequence, IReadOnlyList<AppReadings> Changed);
