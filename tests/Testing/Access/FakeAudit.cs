using System.Collections.Concurrent;
using Orchestry.Core.Access;

namespace Orchestry.Testing.Access;

/// <summary>Keeps what was audited.</summary>
public sealed class FakeAudit : IAudit
{
    private readonly ConcurrentQueue<AuditedRequest> _requests = new();
    private readonly ConcurrentQueue<string?> _failedLogins = new();

    /// <summary>The requests, oldest first.</summary>
    public IReadOnlyList<AuditedRequest> Requests => [.. _requests];

    /// <summary>Whose logins failed, oldest first; null: nobody's.</summary>
    public IReadOnlyList<string?> FailedLogins => [.. _failedLogins];

    /// <inheritdoc/>
    public Task RecordAsync(AuditedRequest request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RecordFailedLoginAsync(string? username, string remote, CancellationToken cancellationToken)
    {
        _failedLogins.Enqueue(username);
        return Task.CompletedTask;
    }
}
