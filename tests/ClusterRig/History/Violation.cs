namespace Orchestry.ClusterRig.History;

/// <summary>A promise that was broken.</summary>
/// <param name="Rule">Which promise.</param>
/// <param name="Evidence">What was seen, in a sentence.</param>
internal sealed record Violation(string Rule, string Evidence)
{
    public override string ToString() => $"{Rule}: {Evidence}";
}
