using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orchestry.Http.Tests;

/// <summary>The lines this API wrote to the log, with their event ids.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Line)> _lines = new();

    public IReadOnlyList<(int Id, LogLevel Level, string Line)> Lines => [.. _lines];

    /// <summary>Forgets what was written so far.</summary>
    public void Clear() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Orchestry.", StringComparison.Ordinal) ? new Logger(_lines) : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(int, LogLevel, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
    }
}
