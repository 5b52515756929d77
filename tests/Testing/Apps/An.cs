namespace Orchestry.Testing.Apps;

/// <summary>Where a test begins to describe what it needs: <c>An.App("web").WithReplicas(3)</c>.</summary>
public static class An
{
    /// <summary>A web application on port 8080 that people scale, of image <c>web:1</c>, probed every 10 s.</summary>
    public static AppBuilder App(string name) => new(name);
}
