using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage;

namespace Orchestry.Benchmarks.Store;

/// <summary>The measurements of one store: its bare loop, the journal by number of callers, and last the milliseconds of a commit of 100.</summary>
internal sealed class StoreMeasures : IAsyncDisposable
{
    private readonly JournalWriter _journal;
    private readonly (string Name, Func<CancellationToken, Task<double>> MeasureAsync)[] _writers;
    private readonly List<double>[] _figures;

    /// <summary>Begins a journal on an open store.</summary>
    public StoreMeasures(string name, IStore store, Func<Task<double>> measureBareAsync, IReadOnlyList<int> callers, TimeSpan duration)
    {
        Name = name;
        _journal = new JournalWriter(store, term: 1, new JournalWriterOptions(), NullLogger<JournalWriter>.Instance);
        _writers =
        [
            ("bare loop, one transaction per write", _ => measureBareAsync()),
            .. callers.Select(count => (
                $"journal, {count} concurrent {(count == 1 ? "caller" : "callers")}",
                (Func<CancellationToken, Task<double>>)(cancellationToken => MeasureAsync(count, duration, cancellationToken)))),
            ("commit of 100", cancellationToken => MeasureHundredAsync(store, cancellationToken)),
        ];
        _figures = [.. _writers.Select(_ => new List<double>())];
    }

    public string Name { get; }

    public int Writers => _writers.Length;

    public string NameOf(int writer) => _writers[writer].Name;

    public IReadOnlyCollection<double> Figures(int writer) => _figures[writer];

    public async Task MeasureAsync(int writer, bool isWarmUp, CancellationToken cancellationToken)
    {
        var figure = await _writers[writer].MeasureAsync(cancellationToken);
        if (!isWarmUp)
        {
            _figures[writer].Add(figure);
        }
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private async Task<double> MeasureAsync(int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                var count = 0;
                for (; TimeProvider.System.GetElapsedTime(start) < duration; count++)
                {
                    await _journal.AppendAsync([BenchChange.Make(caller, count)], cancellationToken);
                }

                return count;
            },
            cancellationToken)));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> MeasureHundredAsync(IStore store, CancellationToken cancellationToken)
    {
        const int Repeats = 20;
        Change[] changes = [.. Enumerable.Range(0, 100).Select(n => BenchChange.Make(0, n))];
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Repeats; i++)
        {
            await store.CommitAsync(changes, term: 1, cancellationToken);
        }

        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds / Repeats;
    }
}
