using System.Text;
using Orchestry.Testing;

namespace Orchestry.Http.Tests.Streams;

/// <summary>A client of Server-Sent Events that shows the bytes as they came.</summary>
internal sealed class EventClient : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TestKit.Guard, TimeProvider.System);
    private readonly StringBuilder _text = new();
    private Stream _body = Stream.Null;

    public HttpResponseMessage Response { get; private set; } = new();

    public static async Task<EventClient> OpenAsync(TestApi api, string path)
    {
        var client = new EventClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        client.Response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, client._patience.Token);
        client._body = await client.Response.Content.ReadAsStreamAsync(client._patience.Token);
        return client;
    }

    /// <summary>Everything up to the end of the next event or comment.</summary>
    public async Task<string> ReadAsync()
    {
        var buffer = new byte[4096];
        int end;
        while ((end = _text.ToString().IndexOf("\n\n", StringComparison.Ordinal)) < 0)
        {
            var read = await _body.ReadAsync(buffer, _patience.Token);
            Assert.True(read > 0, $"It ended after: {_text}");
            _text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        var next = _text.ToString(0, end + 2);
        _text.Remove(0, end + 2);
        return next;
    }

    /// <summary>Waits for the end of the answer; fails when something comes before it.</summary>
    public async Task EndAsync() => Assert.Equal(0, await _body.ReadAsync(new byte[1], _patience.Token));

    public void Dispose()
    {
        _body.Dispose();
        Response.Dispose();
        _patience.Dispose();
    }
}
