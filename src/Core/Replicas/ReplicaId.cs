using Orchestry.Core.Apps;

namespace Orchestry.Core.Replicas;

/// <summary>
/// One attempt to fill one slot of an application. Slots are numbered from 1 and reused; attempts are numbered through the application's
/// whole life, so that no two containers ever share a name.
/// </summary>
public readonly record struct ReplicaId(AppName App, int Slot, int Attempt)
{
    /// <summary>What people and the API call it, such as <c>my-app-1</c>.</summary>
    public string Name => $"{App}-{Slot}";

    /// <inheritdoc/>
    public override string ToString() => $"{Name}#{Attempt}";
}
