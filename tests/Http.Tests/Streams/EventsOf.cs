namespace Orchestry.Http.Tests.Streams;

/// <summary>A subscriber by Server-Sent Events, that reads line by line.</summary>
internal sealed class EventsOf : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventsOf(HttpResponseMessage response, StreamReader lines) => (_response, _lines) = (response, lines);

    public HttpResponseMessage Response => _response;

    /// <summary>Asks, and reads the answer whole: one that is no stream.</summary>
    public static Task<Answer> AskAsync(TestApi api, string path) => api.SendAsync(Request(path, null));

    public static async Task<EventsOf> OpenAsync(TestApi api, string path, string? lastEventId = null)
    {
        using var request = Request(path, lastEventId);
        var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return new EventsOf(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The lines up to the next empty one; null at the end.</summary>
    public async Task<string?> NextAsync()
    {
        var lines = new List<string>();
        while (await _lines.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return string.Join('\n', lines);
            }

            lines.Add(line);
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private static HttpRequestMessage Request(string path, string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return request;
    }
}
