using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orchestry.Core.Apps;
using Orchestry.Http.Errors;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Gate;

/// <summary>Lets a read that names a revision wait until this node has seen it: a client reads its own write on any node.</summary>
internal sealed class RevisionGate(IReadModel model, HttpOptions options, TimeProvider time)
{
    // Who waits here holds a connection and nothing else, but is not known yet: enough for a pipeline's parallel jobs with their new token.
    private const int MostStrangers = 64;

    private int _strangers;

    /// <summary>Whether the request names a revision, properly, that this node has not seen.</summary>
    public bool IsBehind(HttpContext http) =>
        http.Request.Headers.TryGetValue(RevisionHeader.Name, out var header) && TryParse(header, out var wanted) && model.Revision < wanted;

    /// <summary>
    /// The same for a request whose token is not known here: it waits for the revision as others do, a few at a time, and is not told what this node
    /// has seen.
    /// </summary>
    public async Task<Fault?> RefuseStrangerAsync(HttpContext http)
    {
        var isOneTooMany = Interlocked.Increment(ref _strangers) > MostStrangers;
        try
        {
            return isOneTooMany || await RefuseAsync(http, http.Request.Headers[RevisionHeader.Name]) is not null
                ? new Fault(
                    ErrorCatalog.ClusterNotReady,
                    "This node knows no such token, and has not seen the revision that the request names; try again, or ask another node")
                : null;
        }
        finally
        {
            Interlocked.Decrement(ref _strangers);
        }
    }

    /// <summary>To be called before a read looks at anything, see <see cref="RevisionHeader.Note"/>.</summary>
    public void Note(HttpContext http) => RevisionHeader.Note(http, model.Revision);

    /// <summary>Null when the revision is reached.</summary>
    public async Task<Fault?> RefuseAsync(HttpContext http, StringValues header)
    {
        if (!TryParse(header, out var wanted))
        {
            return Fault.Invalid(RevisionHeader.Name, $"must be one whole number from 0 to {long.MaxValue}");
        }

        return await RefuseAsync(http, wanted);
    }

    /// <summary>The same for a revision that the request names otherwise.</summary>
    public async Task<Fault?> RefuseAsync(HttpContext http, long wanted)
    {
        if (model.Revision >= wanted)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(options.RevisionPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, http.RequestAborted);
        try
        {
            await model.ReachAsync(wanted, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            return new Fault(
                ErrorCatalog.ClusterNotReady,
                $"This node has seen revision {model.Revision}, not yet {wanted}; try again, or ask another node");
        }
    }

    private static bool TryParse(StringValues header, out long revision)
    {
        revision = 0;
        return header.Count == 1 && long.TryParse(header[0], NumberStyles.None, CultureInfo.InvariantCulture, out revision);
    }
}
