namespace Orchestry.ClusterRig.History;

/// <summary>What a client may want of an application.</summary>
internal enum WishKind
{
    /// <summary>Registers it, or gives it a changed specification.</summary>
    Register,

    /// <summary>Starts it with a number of replicas.</summary>
    Start,

    /// <summary>Gives it another number of replicas.</summary>
    Scale,

    /// <summary>Stops it.</summary>
    Stop,

    /// <summary>Removes it.</summary>
    Remove,
}

/// <summary>One wish.</summary>
/// <param name="Kind">What is wanted.</param>
/// <param name="App">Of which application.</param>
/// <param name="Replicas">How many, where the kind has a number.</param>
/// <param name="Marker">What tells a registered specification from every other one; null for other kinds.</param>
internal sealed record Wish(WishKind Kind, string App, int Replicas = 0, string? Marker = null)
{
    /// <summary>Whether an application in that state is as wished.</summary>
    public bool HoldsIn(AppState state) => Kind switch
    {
        WishKind.Register => state.Exists,
        WishKind.Start or WishKind.Scale => state.Exists && state.Desired == Replicas,
        WishKind.Stop => state.Exists && state.Desired == 0,
        _ => !state.Exists,
    };

    public override string ToString() => Kind switch
    {
        WishKind.Register => $"register {App} ({Marker})",
        WishKind.Start or WishKind.Scale => $"{(Kind == WishKind.Start ? "start" : "scale")} {App} to {Replicas}",
        WishKind.Stop => $"stop {App}",
        _ => $"remove {App}",
    };
}
