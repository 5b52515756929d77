using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

/// <summary>What a replica's actor is born with.</summary>
/// <param name="Id">Which attempt it is.</param>
/// <param name="Record">What was decided about it.</param>
/// <param name="Spec">The specification it is made from.</param>
/// <param name="Desired">Replicas wanted when it was decided on.</param>
/// <param name="MayExist">Whether its container may be there already, made by an earlier leader or an earlier life of the actor.</param>
/// <param name="Last">How it was last seen, by an earlier leader perhaps; what is shown of it until it is known better.</param>
/// <param name="IsWanted">False for one that was on its way out when its controller ended: what of it is left is found, nothing is made.</param>
internal sealed record ReplicaSeed(
    ReplicaId Id, ReplicaRecord Record, AppSpec Spec, int Desired, bool MayExist, ReplicaSnapshot Last, bool IsWanted)
{
    /// <summary>Which version of each config and secret it is made with; null: of none.</summary>
    public ImmutableSortedDictionary<string, long>? Bindings { get; init; }
}
