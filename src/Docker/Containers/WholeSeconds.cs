namespace Orchestry.Docker.Containers;

/// <summary>The engine counts grace in whole seconds.</summary>
internal static class WholeSeconds
{
    /// <summary>Rounded up, so that nobody gets less than promised.</summary>
    public static int Up(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 0, int.MaxValue);
}
