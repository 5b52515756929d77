namespace Orchestry.Core.Orchestration;

/// <summary>What a change made of something.</summary>
/// <param name="Value">What it is now; of what was removed, what it was.</param>
/// <param name="Revision">The journal revision from which on every node shows it so.</param>
public sealed record Written<T>(T Value, long Revision)
{
    /// <summary>Without the value, which may hold a secret.</summary>
    public override string ToString() => $"{typeof(T).Name} at revision {Revision}";
}
