using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestry.Cli.Client;
using Orchestry.Cli.Contexts;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands;

/// <summary>One run of one command.</summary>
internal sealed class Session(Shell shell, ParseResult parsed) : IDisposable
{
    private ApiClient? _client;
    private Connection? _connection;

    public Surroundings Around => shell.Around;

    public Persona Persona => shell.Persona;

    /// <summary>Whether the data is wanted as JSON.</summary>
    public bool IsJson => parsed.GetValue(shell.Output) == "json";

    /// <summary>The context that the command line names; null: none.</summary>
    public string? ContextName => parsed.GetValue(shell.Connection.Context);

    /// <summary>The address that the command line names; null: none.</summary>
    public string? Url => parsed.GetValue(shell.Connection.Url);

    /// <summary>Files of contexts and tokens.</summary>
    public ContextFolder Contexts => field ??= new ContextFolder(Around, Persona);

    /// <summary>The controller that is meant, and how to prove who asks.</summary>
    public Connection Connection => _connection ??= Connection.Resolve(Around, Persona, Contexts, ContextName, Url);

    /// <summary>The client for it.</summary>
    public ApiClient Client => _client ??= new ApiClient(Connection, Around.Time, Persona);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Whether the command line says something about it.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    public Task SayAsync(string text) => Around.Error.WriteLineAsync(text);

    public Task PrintAsync(string text) => Around.Out.WriteLineAsync(text);

    /// <summary>Reads something, and prints it: as it was answered for programs, by <paramref name="show"/> for people.</summary>
    public async Task<int> ShowAsync<T>(string path, JsonTypeInfo<T> type, Func<T, Task> show, CancellationToken cancellationToken)
    {
        var reply = await Client.SendAsync(ApiRequest.Get(path), cancellationToken);
        await (IsJson ? PrintAsync(JsonText.Of(reply.Json())) : show(reply.Read(type)));
        return ExitCodes.Success;
    }

    /// <summary>The same for an answer that is looked at as it is.</summary>
    public async Task<int> ShowAsync(string path, Func<JsonElement, Task> show, CancellationToken cancellationToken)
    {
        var reply = await Client.SendAsync(ApiRequest.Get(path), cancellationToken);
        await (IsJson ? PrintAsync(JsonText.Of(reply.Json())) : show(reply.Json()));
        return ExitCodes.Success;
    }

    public void Dispose() => _client?.Dispose();
}
