using System.Collections.Immutable;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Apps;

/// <summary>
/// What the world is shown of an application. It follows from what is stored, and from the newest readings, alone: so the leader and every
/// node that follows it answer alike.
/// </summary>
public static class AppPicture
{
    // More would not help the person who reads them.
    private const int MostMissing = 5;
    private const string Asleep = "asleep: nobody has asked for it, and the next request starts a replica";

    /// <summary>The application as everybody sees it.</summary>
    /// <param name="record">Its desired state.</param>
    /// <param name="observed">Its observed state as stored with the record. An attempt without one has not been seen yet.</param>
    /// <param name="readings">The newest readings, by attempt; those that are older than what is stored are passed over.</param>
    /// <param name="revision">The revision of record and observed state.</param>
    /// <param name="specOf">Reads a specification of the record.</param>
    /// <param name="metrics">Its newest figures; those of before it was registered, or of what is stopped, are passed over.</param>
    /// <exception cref="FormatException">The record holds what can't be read.</exception>
    public static AppSnapshot Of(
        AppRecord record,
        ImmutableArray<ObservedReplica> observed,
        IReadOnlyDictionary<int, ProbeReading> readings,
        long revision,
        Func<SpecRecord, AppSpec> specOf,
        MetricSample? metrics = null)
    {
        var name = AppName.Parse(record.Name);
        var seen = ByAttempt(observed);
        var replicas = record.Attempts
            .Select(a => ReplicaOf(name, record, a, seen.GetValueOrDefault(a.Attempt), readings.GetValueOrDefault(a.Attempt), specOf))
            .OrderBy(r => r.Id.Slot).ThenBy(r => r.Id.Attempt)
            .ToArray();
        var states = replicas.ToDictionary(
            r => r.Id.Attempt,
            r => new AttemptState(r.Phase, Failure: seen.GetValueOrDefault(r.Id.Attempt)?.Cause, LastError: r.LastError));
        var spec = specOf(record.CurrentSpec);
        var policy = RunPolicy.Of(spec);
        var convergence = Convergence.Of(record, states, policy);
        var job = policy.IsJob ? JobOutcome.Of(record, states) : null;
        var picture = new AppSnapshot
        {
            Name = name,
            Revision = revision,
            Spec = spec,
            Document = record.CurrentSpec.Document,
            Status = record.Intent != AppIntent.Running || job is { IsCompleted: true } ? AppStatus.Stopped
                : convergence.Trouble is not null ? AppStatus.Error
                : AppStatus.Running,
            StatusReason = job?.Message ?? record.StopCause?.Message ?? convergence.Trouble?.Message
                ?? string.Join("; ", convergence.Missing.Take(MostMissing)),
            Intent = record.Intent,
            Trouble = record.Intent == AppIntent.Running && job is null ? convergence.Trouble?.Kind : null,
            JobOutcome = job,
            StopCause = record.StopCause,
            DesiredReplicas = job is null ? record.Desired : 0,
            Replicas = [.. replicas.Where(r => r.Phase != ReplicaPhase.Gone)],
            NextAttempt = record.NextAttempt,
            CreatedAt = record.CreatedAt,
            UpdatedAt = record.UpdatedAt,
            LastScaledAt = record.LastScaledAt,
            Metrics = record.Intent == AppIntent.Running && job is null && metrics?.At >= record.CreatedAt ? metrics : null,
            LastScaling = record.LastScaling,
            ScalingOverride = record.ScalingOverride,
            IsRollingOut = record.Rollout is { IsStalled: false },
        };
        return picture.IsAsleep ? picture with { StatusReason = Asleep } : picture;
    }

    /// <summary>One attempt of it, those of which nothing is left included.</summary>
    /// <param name="app">The application's name.</param>
    /// <param name="record">Its desired state.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="seen">How it was last seen; null: not yet.</param>
    /// <param name="reading">Its newest reading; null: none.</param>
    /// <param name="specOf">Reads a specification of the record.</param>
    public static ReplicaSnapshot ReplicaOf(
        AppName app, AppRecord record, ReplicaRecord attempt, ObservedReplica? seen, ProbeReading? reading, Func<SpecRecord, AppSpec> specOf)
    {
        var spec = specOf(record.SpecOf(attempt));
        var replica = new ReplicaSnapshot
        {
            Id = new ReplicaId(app, attempt.Slot, attempt.Attempt),
            Phase = seen?.Phase ?? ReplicaPhase.Waiting,
            Container = seen?.Container is { } container ? new ContainerId(container) : null,
            Address = seen?.Address,
            Port = spec.TrafficPort,
            SpecRevision = attempt.SpecRevision,
            StartedAt = seen?.StartedAt,
            LastCheck = seen?.LastCheck,
            ConsecutiveFailures = seen?.Failures ?? 0,
            ResponseTimeMs = seen?.ResponseTimeMs,
            LastError = seen is null ? attempt.Cause?.Message : seen.Error,
            Restarts = attempt.Restarts,
            ReadySince = seen?.ReadySince,
            Failure = seen?.Cause ?? (seen?.Phase == ReplicaPhase.Ready ? null : attempt.Cause),
        };
        if (!replica.IsRunning)
        {
            return replica;
        }

        if (spec.HealthCheck is null)
        {
            // What is probed no longer has no figures, whatever its probes once said.
            return replica with { LastCheck = null, ConsecutiveFailures = 0, ResponseTimeMs = null, LastError = null };
        }

        // A reading from before the registration is of an earlier application of that name.
        return reading?.LastCheck is { } at && at > (replica.LastCheck ?? DateTimeOffset.MinValue) && at >= record.CreatedAt
            ? replica with
            {
                LastCheck = at,
                ConsecutiveFailures = reading.ConsecutiveFailures,
                ResponseTimeMs = reading.ResponseTimeMs,
                LastError = reading.LastError,
            }
            : replica;
    }

    /// <summary>An observed state by attempt.</summary>
    public static Dictionary<int, ObservedReplica> ByAttempt(ImmutableArray<ObservedReplica> observed)
    {
        var seen = new Dictionary<int, ObservedReplica>(observed.Length);
        foreach (var replica in observed)
        {
            seen[replica.Attempt] = replica;
        }

        return seen;
    }
}
