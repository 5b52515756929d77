using System.Data.Common;
using Orchestry.Core.Metrics;

namespace Orchestry.Storage.Metrics;

/// <summary>A query as a command for either database, and the points of its rows.</summary>
internal static class MetricPoints
{
    /// <summary>Makes the command.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="query">What is asked, within its bounds.</param>
    /// <param name="app">The application as it is stored there.</param>
    public static DbCommand Command(DbConnection connection, MetricQuery query, string app)
    {
        var command = connection.CreateCommand();
        Add(command, "@app", app);
        Add(command, "@limit", query.Limit);
        if (query.Interval is { } interval)
        {
            command.CommandText = MetricSql.ReadStretches;
            Add(command, "@interval", interval.Ticks);
            Add(command, "@from", MetricStretch.FirstTicksFrom(query.From, interval));
            Add(command, "@to", MetricStretch.FirstTicksFrom(query.To, interval));
        }
        else
        {
            command.CommandText = MetricSql.ReadSamples;
            Add(command, "@from", query.From.UtcTicks);
            Add(command, "@to", query.To.UtcTicks);
        }

        return command;
    }

    /// <summary>The point of the row that the reader is at.</summary>
    public static MetricSample Read(DbDataReader row, string app) => new()
    {
        App = app,
        At = new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero),
        CpuPercent = Figure(row, 1),
        MemoryPercent = Figure(row, 2),
        MemoryBytes = Bytes(row, 3),
        Rps = Figure(row, 4),
        LatencyP50Ms = Figure(row, 5),
        LatencyP95Ms = Figure(row, 6),
        LatencyP99Ms = Figure(row, 7),
        ErrorsPerSecond = Figure(row, 8),
        Connections = row.IsDBNull(9) ? null : row.GetInt32(9),
        Held = row.GetInt32(10),
        HealthyReplicas = row.GetInt32(11),
        TotalReplicas = row.GetInt32(12),
    };

    private static double? Figure(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    // A sample's is a whole number, a mean is not.
    private static long? Bytes(DbDataReader row, int column) => row.GetValue(column) switch
    {
        long bytes => bytes,
        double mean => (long)Math.Floor(mean + 0.5),
        _ => null,
    };

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
