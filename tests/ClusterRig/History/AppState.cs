namespace Orchestry.ClusterRig.History;

/// <summary>What is wanted of an application, as far as the journal and the API both tell it.</summary>
/// <param name="Exists">Whether it is registered.</param>
/// <param name="Desired">How many replicas are wanted now.</param>
internal readonly record struct AppState(bool Exists, int Desired)
{
    public static AppState None => default;

    public override string ToString() => Exists ? $"registered, {Desired} wanted" : "not there";
}
