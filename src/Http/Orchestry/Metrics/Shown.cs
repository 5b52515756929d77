namespace Orchestry.Http.Orchestry.Metrics;

/// <summary>How figures are shown: to one decimal, since more would be noise. What was not measured stays null.</summary>
internal static class Shown
{
    public static double? Of(double? figure) => figure is { } measured ? Math.Round(measured, 1) : null;
}
