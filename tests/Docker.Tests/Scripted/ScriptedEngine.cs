using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Testing.Network;

namespace Orchestry.Docker.Tests.Scripted;

/// <summary>
/// A server on loopback that plays a Docker engine: one request per connection, each answered by the script for its method and path.
/// What a real engine can't be asked to do, such as breaking off in the middle of an answer, is done here.
/// </summary>
internal sealed class ScriptedEngine : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Dictionary<string, Func<ScriptedReply, Task>> _scripts = [];
    private readonly List<ScriptedRequest> _requests = [];

    public ScriptedEngine(SslServerAuthenticationOptions? tls = null, int port = 0)
    {
        _tls = tls;
        Speak("1.41", "1.12");
        _listener = new LoopbackListener(ServeAsync, port);
    }

    public int Port => _listener.Port;

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

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Socket client, CancellationToken closing)
    {
        await using Stream plain = new NetworkStream(client);
        var stream = plain;
        if (_tls is not null)
        {
            var secured = new SslStream(plain);
            try
            {
                await secured.AuthenticateAsServerAsync(_tls, closing);
            }
            catch (AuthenticationException)
            {
                // The client under test did not like the certificate, or has none that is liked here.
                return;
            }

            stream = secured;
        }

        if (await ScriptedRequest.ReadAsync(stream, closing) is { } request)
        {
            await ScriptFor(request)(new ScriptedReply(stream, client, request, closing));
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
