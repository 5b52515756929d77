namespace Orchestry.Testing.Apps;

/// <summary>Where a sentence about an application and its record begins: <c>Registered.App("web").WithReplicas(3)</c>.</summary>
public static class Registered
{
    /// <summary>A stopped HTTP application without replicas, on port 8080 and an image <c>web:1</c>, its name in front of the tag.</summary>
    public static RegisteredApp App(string name = "web") => new() { Name = name, Image = $"{name}:1" };
}
