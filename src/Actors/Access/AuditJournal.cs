using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Access;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Access;

/// <summary>Writes who did what into the journal of the term; what comes while there is none is in the log alone.</summary>
internal sealed class AuditJournal(ILeaderJournal leader, TimeProvider clock, ILogger<AuditJournal> log) : IAudit
{
    private const string Component = "audit";
    private const int MostFailures = 1000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string? Username, string Remote), DateTimeOffset> _failures = [];

    public Task RecordAsync(AuditedRequest request, CancellationToken cancellationToken)
    {
        var (caller, kind) = (request.Caller, request.Caller.Kind == CallerKind.Token ? "token" : "user");
        var details = new AuditDetails(caller.Name, caller.Id, kind, request.Remote, request.Method, request.Path, request.Status);
        return AppendAsync(
            EventLevel.Info, "Audited", $"{caller.Name} ({kind}) from {request.Remote}: {request.Method} {request.Path}", details, cancellationToken);
    }

    public Task RecordFailedLoginAsync(string? username, string remote, CancellationToken cancellationToken)
    {
        if (!IsFirstInAWhile(username, remote))
        {
            return Task.CompletedTask;
        }

        var who = username is null ? "a user that does not exist" : $"'{username}'";
        log.LoginFailed(who, remote);
        return AppendAsync(
            EventLevel.Warning, "LoginFailed", $"A login as {who} from {remote} failed",
            new AuditDetails(username, null, "login", remote, "POST", "/login", 401), cancellationToken);
    }

    private bool IsFirstInAWhile(string? username, string remote)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_failures.TryGetValue((username, remote), out var last) && now - last < Quiet)
            {
                return false;
            }

            if (_failures.Count >= MostFailures)
            {
                // Whoever comes from a thousand addresses fills the journal no faster than from one.
                foreach (var (key, at) in _failures.ToArray())
                {
                    if (now - at >= Quiet)
                    {
                        _failures.Remove(key);
                    }
                }

                if (_failures.Count >= MostFailures)
                {
                    return false;
                }
            }

            _failures[(username, remote)] = now;
            return true;
        }
    }

    private async Task AppendAsync(EventLevel level, string reason, string message, AuditDetails details, CancellationToken cancellationToken)
    {
        if (leader.Current is not { } journal)
        {
            log.NotRecorded(message, "this node does not lead");
            return;
        }

        var happened = new EventRecord
        {
            Type = EventType.Config,
            Level = level,
            Component = Component,
            Reason = reason,
            Message = message,
            Details = JsonSerializer.Serialize(details, AuditJson.Default.AuditDetails),
            At = clock.GetUtcNow(),
        };
        try
        {
            await journal.AppendAsync([new Change(happened)], cancellationToken);
        }
        catch (Exception error) when (error is StoreException or OperationCanceledException or ObjectDisposedException)
        {
            log.NotRecorded(message, error.Message);
        }
    }
}

/// <summary>What is told of an audited request besides its sentence.</summary>
internal sealed record AuditDetails(string? Caller, string? CallerId, string Kind, string Remote, string Method, string Path, int Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditDetails))]
internal sealed partial class AuditJson : JsonSerializerContext;
