namespace Orchestry.Cli.Output;

/// <summary>Shows how far a waiting operation is.</summary>
internal interface IReplicaProgress
{
    /// <summary>Shows the picture of now in place of the one before.</summary>
    Task ShowAsync(string app, IReadOnlyList<ReplicaPicture> replicas);
}
