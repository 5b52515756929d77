using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Logs;

/// <summary>The answer to who asks for the log of a container that there is not.</summary>
internal static class UnknownContainer
{
    public static Refusal Of(AppName app, string? wanted, IEnumerable<ReplicaSnapshot> there)
    {
        var known = string.Join(", ", there.Select(r => r.Id.Name).Distinct());
        return Refusal.Of(RefusalKind.ValidationFailed, [new Violation(
            "container", $"'{wanted}' is no container of '{app}'; there {(known.Length == 0 ? "are none now" : $"are {known}")}")]);
    }
}
