using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestry.Benchmarks.Ingress;

/// <summary>One run of the load generator wrk.</summary>
/// <param name="PerSecond">Answers per second.</param>
/// <param name="Median">Median latency, in milliseconds.</param>
/// <param name="Slowest">The latency that 99 of 100 requests did not exceed, in milliseconds.</param>
internal sealed partial record Wrk(double PerSecond, double Median, double Slowest)
{
    /// <exception cref="InvalidOperationException">It failed, or an answer was an error.</exception>
    public static async Task<Wrk> RunAsync(Uri address, int connections, int seconds, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-t", "2", "-c", connections.ToString(CultureInfo.InvariantCulture), "-d", string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
            "--latency", "-H", "Host: app.localhost", address.ToString(),
        ];
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var told = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var rate = Rate().Match(told);
        if (process.ExitCode != 0 || !rate.Success || told.Contains("Socket errors", StringComparison.Ordinal) || told.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"wrk at {address}: {told}");
        }

        return new Wrk(double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), Latency(told, 50), Latency(told, 99));
    }

    private static double Latency(string told, int percent)
    {
        var found = Percentile().Matches(told).Single(m => m.Groups[1].Value == percent.ToString(CultureInfo.InvariantCulture));
        var value = double.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture);
        return found.Groups[3].Value switch
        {
            "us" => value / 1000,
            "ms" => value,
            _ => value * 1000,
        };
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s+([0-9]+)%\s+([0-9.]+)(us|ms|s)\s*$", RegexOptions.Multiline)]
    private static partial Regex Percentile();
}
