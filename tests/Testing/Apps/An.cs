namespace Orchestry.Testing.Apps;

/// <summary>Where a sentence about an application begins: <c>An.App("web").WithReplicas(3)</c>.</summary>
public static class An
{
    /// <summary>A stopped HTTP application without replicas, on port 8080 and an image <c>web:1</c>, its name in front of the tag.</summary>
    public static AppBuilder App(string name = "web") => new() { Name = name, Image = $"{name}:1" };
}
