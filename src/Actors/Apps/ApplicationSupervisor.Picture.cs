using System.Collections.Immutable;
using Orchestry.Actors.Health;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Replicas;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

internal sealed partial class ApplicationSupervisor
{
    // What is shown of the attempts: as it was committed with the record. The entries may know more for a moment.
    private ImmutableArray<ObservedReplica> _observed;
    private MetricSample? _metrics;
    private bool _isUnwritten;

    /// <summary>
    /// Shows what is committed, record and observed state of one revision, as every node that follows does; and, at once, the figures of
    /// probes, which the others are told of a moment later.
    /// </summary>
    private void Publish()
    {
        if (_record is { } record)
        {
            if (record.Intent != AppIntent.Running && _metrics is not null)
            {
                // When it is started again, what it was like before says nothing any more: on no node.
                _metrics = null;
                ShareReadings();
            }

            _ports.ReadModel.Publish(Picture(record, _observed, _revision));
            TellUnrouted();
        }
    }

    /// <summary>How it is shown.</summary>
    private AppSnapshot Picture(AppRecord record, ImmutableArray<ObservedReplica> observed, long revision) =>
        AppPicture.Of(record, observed, Readings().ToDictionary(r => r.Attempt), revision, SpecOf, _metrics);

    /// <summary>
    /// Who is shown as draining gets no new requests from whoever sees this revision, and may wait for the last of them. Not before it is written: till then
    /// the other nodes lead requests to it, and whatever revision they have seen says nothing of that.
    /// </summary>
    private void TellUnrouted()
    {
        if (_isUnwritten)
        {
            return;
        }

        foreach (var draining in _observed.Where(o => o.Phase == ReplicaPhase.Draining))
        {
            if (_entries.TryGetValue(draining.Attempt, out var entry) && entry is { IsLeaving: true, IsUnrouted: false })
            {
                entry.IsUnrouted = true;
                entry.Actor.Tell(new ReplicaProtocol.Unrouted(_revision));
            }
        }
    }

    /// <summary>What can't be written is shown all the same: reads tell the truth while the database is away.</summary>
    private void PublishUnwritten()
    {
        (_observed, _isUnwritten) = (Observed(), true);
        Publish();
    }

    private void ShareReadings() =>
        _readings.Tell(new ReadingsProtocol.Changed(new AppReadings(ResourceKey.DefaultNamespace, _name.Value, [.. Readings()], _metrics)));

    /// <summary>A sample made before the stop that it now arrives after is of no use to anybody.</summary>
    private void OnMeasured(AppProtocol.Measured measured)
    {
        if (_record is not { Intent: AppIntent.Running } record || measured.Sample.At < record.CreatedAt)
        {
            return;
        }

        _metrics = measured.Sample;
        Publish();
        ShareReadings();
    }

    private IEnumerable<ProbeReading> Readings() => _entries.Values.Select(e => e.Reading).OfType<ProbeReading>();

    private ImmutableArray<ObservedReplica> Observed() => [.. _entries.Values.Select(e => ObservedReplica.Of(e.Snapshot, e.Failure))];

    /// <summary>
    /// Begins where the last leader stopped: every attempt is what it was last seen to be until it is known better. The figures of its probes
    /// are those this node showed while it followed, if they are newer than what is stored, and so are the application's own.
    /// </summary>
    private void TakeOver()
    {
        var record = _record!;
        var seen = AppPicture.ByAttempt(_observed);
        var followed = _ports.ReadModel.Find(_name);
        _metrics = followed?.Metrics;
        var shown = followed?.Replicas.ToDictionary(r => r.Id.Attempt) ?? [];
        foreach (var attempt in record.Attempts)
        {
            var last = seen.GetValueOrDefault(attempt.Attempt);
            var reading = shown.TryGetValue(attempt.Attempt, out var replica) ? ReplicaEntry.ReadingOf(replica) : null;
            Spawn(attempt, AppPicture.ReplicaOf(_name, record, attempt, last, reading, SpecOf), last?.Cause, mayExist: true);
        }

        foreach (var leaving in _entries.Values.Where(e => e.Snapshot.Phase == ReplicaPhase.Draining))
        {
            Retire(leaving, WayOut(record));
        }
    }
}
