using System.Globalization;

namespace Orchestry.Docker.Transport;

/// <summary>Times as the engine's query parameters want them.</summary>
internal static class UnixTime
{
    /// <summary>Seconds with nine decimals, such as <c>1767225600.123456700</c>.</summary>
    public static string Format(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:D9}");
    }

    /// <summary>Nanoseconds since 1970, cut to 100 ns.</summary>
    public static DateTimeOffset FromNanoseconds(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
