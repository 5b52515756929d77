using System.Collections;
using System.Runtime.CompilerServices;

namespace Orchestry.Core.Scaling.Schedules;

/// <summary>The schedules of a policy in their order; never changes, and equal to another list of equal schedules.</summary>
[CollectionBuilder(typeof(ScheduleList), nameof(Create))]
public sealed class ScheduleList : IReadOnlyList<ScalingSchedule>, IEquatable<ScheduleList>
{
    private readonly ScalingSchedule[] _schedules;

    private ScheduleList(ScalingSchedule[] schedules) => _schedules = schedules;

    /// <inheritdoc/>
    public int Count => _schedules.Length;

    /// <inheritdoc/>
    public ScalingSchedule this[int index] => _schedules[index];

    /// <summary>A list of these.</summary>
    public static ScheduleList Create(ReadOnlySpan<ScalingSchedule> schedules) => new(schedules.ToArray());

    /// <inheritdoc/>
    public bool Equals(ScheduleList? other) => other is not null && _schedules.AsSpan().SequenceEqual(other._schedules);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ScheduleList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var schedule in _schedules)
        {
            hash.Add(schedule);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<ScalingSchedule> GetEnumerator() => _schedules.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
