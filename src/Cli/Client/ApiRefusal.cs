using System.Net;
using System.Text.Json;
using Orchestry.Contracts;

namespace Orchestry.Cli.Client;

/// <summary>The controller said no, in either API's shape.</summary>
internal sealed class ApiRefusal : CommandFailure
{
    private ApiRefusal(int exitCode, string message, string? advice, HttpStatusCode status, string code)
        : base(exitCode, message, advice)
    {
        Status = status;
        Code = code;
    }

    public HttpStatusCode Status { get; }

    /// <summary>The word for programs; empty where the answer has none, as from a proxy between.</summary>
    public string Code { get; }

    /// <summary>Whether it is open what became of the request: the database did not answer, or a leader lost its office over it.</summary>
    public bool LeavesOpen { get; private init; }

    /// <param name="status">The answer's status.</param>
    /// <param name="body">Its body.</param>
    /// <param name="persona">Whose words to advise in.</param>
    /// <param name="isUnchanged">Whether the answer says that the request was not carried out.</param>
    public static ApiRefusal Of(HttpStatusCode status, ReadOnlySpan<byte> body, Persona persona, bool isUnchanged = false)
    {
        var error = Parse(body);
        var code = error?.Code ?? "";
        string[] rules = [.. (error?.Violations ?? []).Select(v => v.Field.Length == 0 ? v.Message : $"{v.Field}: {v.Message}")];
        return new ApiRefusal(ExitCodeOf(status, code), MessageOf(status, error, rules), AdviceOf(status, code, persona), status, code)
        {
            Lines = rules,
            LeavesOpen = !isUnchanged && code is ErrorCodes.DatabaseError or ErrorCodes.ClusterNotReady,
        };
    }

    /// <summary>The word for programs in an answer that is not a success; empty where it has none.</summary>
    public static string CodeOf(ReadOnlySpan<byte> body) => Parse(body)?.Code ?? "";

    /// <summary>Broken rules have lines of their own: what says them all in one is not told besides.</summary>
    private static string MessageOf(HttpStatusCode status, ErrorBody? error, string[] rules) =>
        error is null ? $"The answer was {(int)status} {status}"
        : rules.Length == 0 ? error.Details is { } details ? $"{error.Error}: {details}" : error.Error
        : error.Details is null && rules.All(rule => error.Error.Contains(rule, StringComparison.Ordinal)) ? "The request breaks rules"
        : error.Error;

    /// <summary>One table for both APIs; codes go before statuses.</summary>
    internal static int ExitCodeOf(HttpStatusCode status, string code) => (code, status) switch
    {
        // Not a conflict with somebody: what was asked for did not come true in time.
        (ErrorCodes.ScalingInProgress, _) => ExitCodes.Failure,
        (_, HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) => ExitCodes.NotAllowed,
        (_, HttpStatusCode.NotFound) => ExitCodes.NotFound,
        (_, HttpStatusCode.Conflict) => ExitCodes.Conflict,
        (_, HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge
            or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.MethodNotAllowed) => ExitCodes.Usage,
        _ => ExitCodes.Failure,
    };

    private static string? AdviceOf(HttpStatusCode status, string code, Persona persona) => (code, status) switch
    {
        (ErrorCodes.AppNotFound, _) => $"'{persona.Command} list --all-namespaces' shows what there is",
        ("DEPLOYMENT_NOT_FOUND", _) => $"'{persona.Command} deployment list' shows what there is",
        (ErrorCodes.AppAlreadyExists, _) => $"'{persona.Command} up NAME' starts it",
        (ErrorCodes.ScalingInProgress, _) => $"the wish stays in force; '{persona.Command} status NAME' shows how far it is",
        (ErrorCodes.InsufficientResources, _) => "ask for less, or stop something else",
        (ErrorCodes.DockerError, _) => persona.IsRing
            ? $"'{persona.Command} deployment events ID' and '... logs ID' tell more"
            : $"'{persona.Command} events NAME' and '... logs NAME' tell more",
        (ErrorCodes.DatabaseError, _) => $"'{persona.Command} doctor' shows what is wrong",
        ("INVALID_CREDENTIALS", _) => "look at the name and the password; after five failures each further try must wait longer",
        (ErrorCodes.ClusterNotReady, _) or (ErrorCodes.NoLeader, _) => "no controller leads; look at the database and the controllers' logs",
        (ErrorCodes.RateLimitExceeded, _) => "wait; requests as such are limited by RATE_LIMIT_PER_MINUTE and RATE_LIMIT_PER_HOUR of the controller",
        (ErrorCodes.ForbiddenHost, _) => "use an address that the controller serves (AllowedHosts), such as 127.0.0.1",
        (ErrorCodes.InternalError, _) => "the controller's log has the reason under that id",
        (_, HttpStatusCode.Unauthorized) => $"'{persona.Command} login --username NAME', or set {persona.TokenVariable}",
        (_, HttpStatusCode.Forbidden) => "use a token with the scope and the namespaces for it",
        _ => null,
    };

    /// <summary>Ring's errors have fewer fields, and else the same names.</summary>
    private static ErrorBody? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ContractsJson.Wire.ErrorBody) is { Error: not null } error ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
