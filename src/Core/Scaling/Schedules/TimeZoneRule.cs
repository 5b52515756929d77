using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Scaling.Schedules;

/// <summary>Names of time zones, and what their wall clocks mean.</summary>
internal static class TimeZoneRule
{
    private const int MaxLength = 64;

    // Nothing by which a name could leave the folder of zones when it becomes a file's: no dot, and no slash in front.
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/");

    /// <summary>The zone of an IANA name, or false.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length is > 0 and <= MaxLength && char.IsAsciiLetter(name[0]) && !name.AsSpan().ContainsAnyExcept(Letters)
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    /// <summary>What is wrong with a name, to follow the field's; or null.</summary>
    public static string? Problem(string name) => TryFind(name, out _)
        ? null
        : $"must be a time zone of the IANA database, such as UTC or Europe/Berlin, not {Shown.Quoted(name)}";

    /// <summary>
    /// The instant of a wall clock's time. A time that the clock passes twice is meant the first time; one that it skips is meant when it jumps.
    /// So no time is lost, none comes twice, and a later time of the clock is never an earlier instant, as far as the framework knows of the jump: it
    /// knows those of daylight saving, not a country's move to another offset.
    /// </summary>
    public static DateTimeOffset Instant(DateTime wallClock, TimeZoneInfo zone)
    {
        if (zone.IsAmbiguousTime(wallClock))
        {
            var offsets = zone.GetAmbiguousTimeOffsets(wallClock);
            return new DateTimeOffset(wallClock, offsets.Max()).ToUniversalTime();
        }

        // Clocks jump by whole minutes; a day is far more than any does.
        for (var minutes = 0; minutes <= 1440 && zone.IsInvalidTime(wallClock); minutes++)
        {
            wallClock = wallClock.AddMinutes(1);
        }

        return new DateTimeOffset(wallClock, zone.GetUtcOffset(wallClock)).ToUniversalTime();
    }
}
