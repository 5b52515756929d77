using System.Globalization;
using Microsoft.AspNetCore.Builder;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Api;

/// <summary>
/// What our reads cost over the least there is: the API's <c>GET</c> of one application and of a list of 20, side by side with a bare
/// minimal-API endpoint that sends the same bytes. Same process, interleaved rounds, medians. Target: at least 80 %.
/// </summary>
public static class ApiBench
{
    private const int Connections = 32;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);

    /// <summary>Runs it. One optional argument: rounds of each, 7 unless told otherwise.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
        await using var open = await ApiServers.StartOursAsync(perClient: 0, ct);
        await using var limited = await ApiServers.StartOursAsync(perClient: int.MaxValue, ct);
        Console.WriteLine(
            $"{Connections} connections, {rounds} interleaved rounds of {Round.TotalSeconds} s, "
            + $"{Environment.ProcessorCount} processors shared with the load");
        Console.WriteLine();
        Console.WriteLine("| read | bytes | bare, 1/s | ours, 1/s | ratio | ours with rate limits, 1/s | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var path in new[] { "/api/v1/apps/app-07", "/api/v1/apps" })
        {
            using var client = new HttpClient();
            var body = await client.GetByteArrayAsync(new Uri($"{open.Urls.First()}{path}"), ct);
            await using var bare = await ApiServers.StartBareAsync(path, body, ct);
            await CompareAsync(path, body.Length, bare, open, limited, rounds, ct);
        }

        return 0;
    }

    private static async Task CompareAsync(
        string path, int bytes, WebApplication bare, WebApplication open, WebApplication limited, int rounds, CancellationToken ct)
    {
        WebApplication[] servers = [bare, open, limited];
        List<double>[] rates = [[], [], []];
        for (var round = -1; round < rounds; round++)
        {
            // Each round begins with another one, so that none always runs after the same neighbour; the first only warms up.
            for (var i = 0; i < servers.Length; i++)
            {
                var which = (round + 1 + i) % servers.Length;
                var rate = await LoadLoop.RateAsync(new Uri(servers[which].Urls.First()), path, Connections, Round, ct);
                if (round >= 0)
                {
                    rates[which].Add(rate);
                }
            }
        }

        double b = Median(rates[0]), o = Median(rates[1]), l = Median(rates[2]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| `GET {path}` | {bytes} | {b:N0} | {o:N0} | {o / b:P0} | {l:N0} | {l / b:P0} |"));
    }
}
