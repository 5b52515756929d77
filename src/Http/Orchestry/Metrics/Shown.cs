namespace Orchestry.Http.Orchestry.Metrics;

/// <summary>How figures are shown: to one decimal, since more would be noise. What was not measured stays null.</summary>
internal static class Shown
{
    private const double Gibi = 1 << 30;
    private const double Mebi = 1 << 20;

    public static double? Of(double? figure, int decimals = 1) => figure is { } measured ? Math.Round(measured, decimals) : null;

    public static double? Gigabytes(long? bytes) => Of(bytes / Gibi);

    public static double? Megabytes(long? bytes) => Of(bytes / Mebi);
}
