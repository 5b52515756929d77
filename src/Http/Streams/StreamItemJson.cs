using System.Globalization;
using System.Text.Json;
using Orchestry.Contracts;
using Orchestry.Contracts.Streams;
using Orchestry.Core.Streams;
using Orchestry.Http.Orchestry.Events;

namespace Orchestry.Http.Streams;

/// <summary>Makes the messages of streams. Whatever bytes a container wrote, its line is one valid JSON text without line ends.</summary>
internal static class StreamItemJson
{
    public const string Gap = "gap";
    public const string End = "end";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";
    private static readonly JsonElement NoDetails = JsonElement.Parse("{}"u8);

    /// <summary>What kind of message it is, where it is none of the stream's subject; null: it is.</summary>
    public static string? TypeOf(StreamItem item) => item switch
    {
        LogGapItem or EventGapItem or EventsReplacedItem or MetricGapItem => Gap,
        EndItem => End,
        _ => null,
    };

    public static byte[] Write(StreamItem item) => item switch
    {
        LineItem line => JsonSerializer.SerializeToUtf8Bytes(
            new LogMessage(line.Timestamp, line.Container, line.Level, line.Message, item.Cursor), ContractsJson.Wire.LogMessage),
        EndItem end => JsonSerializer.SerializeToUtf8Bytes(
            new EndMessage(End, end.Timestamp, end.Container, item.Cursor), ContractsJson.Wire.EndMessage),
        EventItem happened => JsonSerializer.SerializeToUtf8Bytes(Message(happened), ContractsJson.Wire.EventMessage),
        MetricItem measured => JsonSerializer.SerializeToUtf8Bytes(Message(measured), ContractsJson.Wire.MetricsMessage),
        LogGapItem gap => Write(new GapMessage(
            Gap, gap.Timestamp, gap.Container, Show(gap.From), Show(gap.To), gap.Missed, gap.Reason, item.Cursor)),
        EventGapItem gap => Write(new GapMessage(
            Gap, gap.Timestamp, null, Show(gap.After), Show(gap.Before), gap.Before - gap.After - 1,
            "These events are older than events are kept", item.Cursor)),
        EventsReplacedItem replaced => Write(new GapMessage(
            Gap, replaced.Timestamp, null, null, Show(replaced.Until.Revision + 1), null,
            "The database lost its last changes: up to here it may have other events than were sent", item.Cursor)),
        MetricGapItem gap => Write(new GapMessage(Gap, gap.Timestamp, null, Show(gap.From), Show(gap.To), null, gap.Reason, item.Cursor)),
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "This item has no message."),
    };

    private static byte[] Write(GapMessage gap) => JsonSerializer.SerializeToUtf8Bytes(gap, ContractsJson.Wire.GapMessage);

    private static EventMessage Message(EventItem item)
    {
        var (revision, happened) = item.Stored;
        var details = happened.Details is { } text ? JsonElement.Parse(text) : NoDetails;
        return new EventMessage(
            revision, EventEndpoints.Types[(int)happened.Type], happened.Application, happened.Message, happened.At, details, item.Cursor);
    }

    private static MetricsMessage Message(MetricItem item)
    {
        var sample = item.Sample;
        return new MetricsMessage(
            sample.At, sample.CpuPercent, sample.MemoryPercent, sample.Rps, sample.LatencyP95Ms, sample.Connections, sample.HealthyReplicas,
            sample.TotalReplicas, item.Cursor);
    }

    private static string Show(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private static string? Show(DateTimeOffset? time) => time?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
