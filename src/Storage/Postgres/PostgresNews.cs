using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orchestry.Storage.Postgres;

/// <summary>
/// What other nodes announce, on one connection that listens and is opened again whenever it breaks. Hints only: behind a pooler that hands
/// sessions round they may never come, and whoever waits then looks by itself after a while.
/// </summary>
internal sealed class PostgresNews(PostgresDatabase database, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // A connection that died without a word is noticed after this.
    private static readonly TimeSpan CheckAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _starting = new();
    private Task? _loop;

    /// <summary>The journal may have grown.</summary>
    public PostgresSignal Journal { get; } = new(database.Time);

    /// <summary>The leadership may have changed.</summary>
    public PostgresSignal Lease { get; } = new(database.Time);

    /// <summary>Begins to listen, unless it does already. Never waits for the database.</summary>
    public void Start()
    {
        lock (_starting)
        {
            _loop ??= Task.Run(ListenAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_starting)
        {
            (loop, _loop) = (_loop, Task.CompletedTask); // none begins from here on
        }

        await _stopping.CancelAsync();
        if (loop is not null)
        {
            await loop;
        }

        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        var (pause, isLost) = (FirstPause, false);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenOwnAsync(_stopping.Token);
                connection.Notification += (_, news) => (news.Channel == PostgresSql.LeaseChannel ? Lease : Journal).Set();
                await connection.ExecuteAsync(new CommandDefinition(PostgresSql.Listen, cancellationToken: _stopping.Token));
                if (isLost)
                {
                    log.NewsAreBack(database.Name);
                }

                (pause, isLost) = (FirstPause, false);
                // Whatever was announced before we listened, or while we did not.
                Journal.Set();
                Lease.Set();
                await ReceiveAsync(connection);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // whatever it is, listening goes on: nobody would notice that it had ended
            {
                if (!isLost)
                {
                    isLost = true;
                    log.NewsLost(database.Name, PostgresErrors.Translate(e, database.Name).Message);
                }

                await Task.Delay(pause, database.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ReceiveAsync(NpgsqlConnection connection)
    {
        while (true)
        {
            if (!await connection.WaitAsync(CheckAfter, _stopping.Token))
            {
                await connection.ExecuteAsync(new CommandDefinition(PostgresSql.Ping, cancellationToken: _stopping.Token));
            }
        }
    }
}
