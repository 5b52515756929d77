using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;

namespace Orchestry.Cli.Streams;

/// <summary>
/// A stream that goes on: when the controller stops or the connection breaks, at another one after the last message that was delivered, so that nothing is
/// missed and nothing comes twice.
/// </summary>
internal sealed class StreamFollower(ApiClient client, Surroundings around)
{
    /// <summary>Three signs of life that did not come, and some.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(70);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private string? _cursor;
    private DateTimeOffset? _opened;
    private bool _isOver;

    /// <summary>Whether the stream ended because what it is about is gone.</summary>
    public bool IsOver => _isOver;

    /// <summary>All messages, until the stream is over.</summary>
    /// <param name="path">Path and query as the stream is first asked for.</param>
    /// <param name="pathAgain">
    /// Path and query where it broke before anything came, with <c>since</c> for the time it was opened at: what was written meanwhile must come.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<SseMessage> ReadAsync(
        string path, Func<DateTimeOffset, string> pathAgain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!_isOver)
        {
            var isBroken = false;
            using var response = await OpenAsync(_cursor is null && _opened is { } opened ? pathAgain(opened) : path, cancellationToken);
            if (response is null)
            {
                yield break;
            }

            _opened ??= response.Headers.Date ?? around.Time.GetUtcNow();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var messages = SseReader.ReadAsync(body, Silence, around.Time, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                SseMessage message;
                try
                {
                    if (!await messages.MoveNextAsync())
                    {
                        break;
                    }

                    message = messages.Current;
                }
                catch (Exception broken) when (broken is IOException or HttpRequestException or TimeoutException)
                {
                    isBroken = true;
                    break;
                }

                if (message.Type == "close")
                {
                    _isOver = IsForGood(message.Data);
                    break;
                }

                yield return message;
                // Only now is it delivered.
                _cursor = message.Id ?? _cursor;
            }

            if (!_isOver)
            {
                await around.Out.FlushAsync(cancellationToken);
                await around.Error.WriteLineAsync(
                    Tint.Error(isBroken ? "The connection broke; going on ..." : "The controller ended the stream; going on ...", around));
                client.GoOnElsewhere();
                await Task.Delay(Pause, around.Time, cancellationToken);
            }
        }
    }

    /// <returns>Null: what the stream is about is gone since it was last open.</returns>
    private async Task<HttpResponseMessage?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await client.StreamAsync(
                ApiRequest.Get(path) with { Accept = "text/event-stream", LastEventId = _cursor }, cancellationToken);
        }
        catch (ApiRefusal gone) when (_opened is not null && gone.Status == HttpStatusCode.NotFound)
        {
            _isOver = true;
            return null;
        }
    }

    private static bool IsForGood(string data)
    {
        const int Over = 1000;
        return JsonSerializer.Deserialize(data, ContractsJson.Wire.CloseMessage) is { Code: Over };
    }
}
