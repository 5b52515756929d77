using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orchestry.Docker.Tests.Scripted;

/// <summary>
/// A server on loopback that plays a Docker engine: one request per connection, each answered by the script for its method and path.
/// What a real engine can't be asked to do, such as breaking off in the middle of an answer, is done here.
/// </summary>
internal sealed class ScriptedEngine : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<string, Func<ScriptedReply, Task>> _scripts = [];
    private readonly List<ScriptedRequest> _requests = [];
    private readonly Task _accepting;

    public ScriptedEngine(SslServerAuthenticationOptions? tls = null, int port = 0)
    {
        _tls = tls;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        // A stopped listener forgets its port; tests connect to an engine that is gone as well.
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Speak("1.41", "1.12");
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public DockerOptions Options => new() { Host = $"tcp://localhost:{Port}" };

    /// <summary>Every request but those for the version.</summary>
    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public DockerEngine Connect(Func<DockerOptions, DockerOptions>? change = null) =>
        new(change?.Invoke(Options) ?? Options, TimeProvider.System, NullLogger<DockerEngine>.Instance);

    /// <summary>The API versions it offers from now on.</summary>
    public void Speak(string newest, string oldest) =>
        On("GET /version", reply => reply.JsonAsync(200, $$"""{"Version":"99.0","ApiVersion":"{{newest}}","MinAPIVersion":"{{oldest}}"}"""));

    /// <summary>Says what happens on a request such as <c>GET /containers/json</c>: version prefix and query don't count.</summary>
    public void On(string request, Func<ScriptedReply, Task> script)
    {
        lock (_scripts)
        {
            _scripts[request] = script;
        }
    }

    /// <summary>The same, answering a status and a JSON body.</summary>
    public void On(string request, int status, string json) => On(request, reply => reply.JsonAsync(status, json));

    public async ValueTask DisposeAsync()
    {
        if (_accepting.IsCompleted)
        {
            return;
        }

        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_tls is not null)
                {
                    var secured = new SslStream(stream);
                    await secured.AuthenticateAsServerAsync(_tls, _closing.Token);
                    stream = secured;
                }

                var request = await ScriptedRequest.ReadAsync(stream, _closing.Token);
                if (request is not null)
                {
                    await ScriptFor(request)(new ScriptedReply(stream, client.Client, request, _closing.Token));
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException
                or ObjectDisposedException)
            {
                // The client under test hung up, or the test is over.
            }
        }
    }

    private Func<ScriptedReply, Task> ScriptFor(ScriptedRequest request)
    {
        if (request.Route != "GET /version")
        {
            lock (_requests)
            {
                _requests.Add(request);
            }
        }

        lock (_scripts)
        {
            return _scripts.TryGetValue(request.Route, out var script)
                ? script
                : reply => reply.JsonAsync(404, $$"""{"message":"the script has no {{request.Route}}"}""");
        }
    }
}
