namespace Orchestry.Core.Access;

/// <summary>A request that changed something.</summary>
/// <param name="Caller">Who asked.</param>
/// <param name="Remote">From which address.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">Its path, escaped, without its query.</param>
/// <param name="Status">How it was answered.</param>
public sealed record AuditedRequest(Caller Caller, string Remote, string Method, string Path, int Status);

/// <summary>Who did what, from where, as events of the journal. Never fails: what can't be recorded is in the log.</summary>
public interface IAudit
{
    /// <summary>Records a request that changed something.</summary>
    Task RecordAsync(AuditedRequest request, CancellationToken cancellationToken);

    /// <summary>Records a login that failed.</summary>
    /// <param name="username">Whose; null: there is no such user, and what was typed there may well have been a password.</param>
    /// <param name="remote">From which address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task RecordFailedLoginAsync(string? username, string remote, CancellationToken cancellationToken);
}
