using Microsoft.Extensions.Logging;

namespace Orchestry.Testing;

/// <summary>One line that was logged.</summary>
public sealed record LogEntry(string Category, LogLevel Level, EventId EventId, string Message, Exception? Exception);

/// <summary>Hands every line to its factory.</summary>
public sealed class CapturingLogger(string category, Action<LogEntry> capture) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => capture(new LogEntry(category, logLevel, eventId, formatter(state, exception), exception));
}
