using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;

namespace Orchestry.Storage;

/// <summary>Begins a <see cref="JournalWriter"/> on an open store for each term of office.</summary>
public sealed class JournalWriters(IStore store, JournalWriterOptions options, ILogger<JournalWriter> log) : IJournalFactory
{
    /// <inheritdoc/>
    public IJournal Begin(long term) => new JournalWriter(store, term, options, log);
}
