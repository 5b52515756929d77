using System.Collections.Immutable;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Apps;

/// <summary>What becomes of the desired state when a request is granted: the new record and what to tell, or the refusal.</summary>
/// <param name="Record">The new record; the old one when nothing changes.</param>
/// <param name="Events">What to write to the journal; empty when nothing changes.</param>
/// <param name="Refusal">Why the request was refused; null when it was granted.</param>
public sealed record Decision(AppRecord? Record, ImmutableArray<EventRecord> Events, Refusal? Refusal = null)
{
    /// <summary>Refuses.</summary>
    public static Decision No(Refusal refusal) => new(null, [], refusal);

    /// <summary>Goes on with what was granted, in the same transaction; a refusal of either part refuses the whole.</summary>
    public Decision Then(Func<AppRecord, Decision> next)
    {
        if (Record is not { } granted)
        {
            return this;
        }

        var then = next(granted);
        return then.Record is null ? then : then with { Events = [.. Events, .. then.Events] };
    }

    /// <summary>Grants without changing anything.</summary>
    public static Decision Nothing(AppRecord record) => new(record, []);
}
