using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orchestry.Testing;

/// <summary>Keeps what was logged, in order, for a test to read. Thread-safe.</summary>
public sealed class CapturingLoggerFactory : ILoggerFactory
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public IReadOnlyList<LogEntry> WithId(int eventId) => [.. _entries.Where(entry => entry.EventId.Id == eventId)];

    public ILogger CreateLogger(string categoryName) => new CapturingLogger(categoryName, _entries.Enqueue);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
