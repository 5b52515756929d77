using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Streams;

namespace Orchestry.Http.Tests.Streams;

/// <summary>Items of streams.</summary>
internal static class Some
{
    public static DateTimeOffset Time { get; } = SeedData.At("2024-01-15T10:30:15.1234567Z");

    /// <summary>A place in the logs; its cursor depends on it.</summary>
    public static LogCursor Place(int line = 0) =>
        LogCursor.StartOf(SeedData.MyApp).With(ContainerPosition.At(1, new LinePosition(Time.UtcTicks, line)));

    public static LineItem Line(string text, int line = 0, string? level = null) => new(1, "my-app-1", LogStream.Stdout, Time, level, text, Place(line));

    /// <summary>A line whose whole message is so many bytes long.</summary>
    public static LineItem LineOf(int bytes) =>
        Line(new string('x', bytes - Http.Streams.StreamItemJson.Write(Line("")).Length));

    public static EventItem Event(long revision, string? app = "my-app", string? details = null) => new(new StoredEvent(revision, new EventRecord
    {
        Type = EventType.Scaling, Component = "supervisor", Reason = "Scaled", Application = app, At = Time, Message = "Scaled up from 2 to 3 replicas",
        Details = details,
    }));

    public static MetricItem Figures { get; } = new(new MetricSample
    {
        App = "my-app", At = Time, CpuPercent = 45.2, MemoryPercent = 62.1, Rps = 125.3, LatencyP95Ms = null, Connections = 4, HealthyReplicas = 2, TotalReplicas = 3,
    });
}
