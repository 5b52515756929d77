using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite;

namespace Orchestry.Storage.Tests.Crash;

/// <summary>
/// The process that <see cref="CrashTests"/> kills: appends without end from several callers at once, and prints every append the
/// journal has acknowledged, as <c>revision|message|message…</c>, in one system call each.
/// </summary>
internal static class WriterProgram
{
    private const int Callers = 6;
    private const int Resources = 12;

    public static async Task Main(string[] args)
    {
        var (folder, seed) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
        await using var store = new SqliteStore(new SqliteOptions { Folder = folder }, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
        await using var writer = new JournalWriter(store, term: 1, new JournalWriterOptions(), NullLogger<JournalWriter>.Instance);
        using var output = Console.OpenStandardOutput();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => AppendForeverAsync(writer, output, seed, caller))));
    }

    private static async Task AppendForeverAsync(JournalWriter writer, Stream output, int seed, int caller)
    {
        var random = new Random((seed * Callers) + caller);
        for (var n = 0; ; n++)
        {
            Change[] changes = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => RandomChange(random, $"{seed}/{caller}/{n}/{i} ž🐳"))];
            var first = await writer.AppendAsync(changes, CancellationToken.None);
            var line = $"{first}|{string.Join('|', changes.Select(change => change.Event.Message))}\n";
            await output.WriteAsync(Encoding.UTF8.GetBytes(line));
        }
    }

    // A resource's document is the message of the event beside it, so that a replay of the journal can tell what it must be.
    private static Change RandomChange(Random random, string message)
    {
        var key = Some.App($"app-{random.Next(Resources)}");
        return new Change(Some.Event(message), random.Next(4) switch
        {
            0 => null,
            1 => new Mutation.Delete(key),
            _ => new Mutation.Put(key, message, null),
        });
    }
}
