using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.ClusterRig;

namespace Orchestry.Benchmarks.Scaling;

/// <summary>
/// Does the autoscaler flap? A real application behind the ingress gets a steady load right at the edge: just where the replicas that there are would be
/// given one more. Each edge is held for minutes; then what was scaled, and what the decisions say of it, is told. Fails when a load is followed by more
/// changes than it takes to get there, or a request fails.
/// </summary>
public static class ScalingBench
{
    private const int TargetRps = 20;
    private const int Replicas = 2;
    private const int FirstSubnet = 150;

    // In percent of what two replicas bear before a third is added.
    private static readonly int[] Edges = [97, 100, 103];

    /// <summary>Runs it. Option: <c>--minutes</c> for each edge (default 10).</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var minutes = new Options(args, "--minutes").Number("--minutes", 10);
        var images = new Images();
        await images.InitializeAsync();
        try
        {
            Console.WriteLine($"| load, of the edge | requests/s | minutes | requests | failed | replicas began, ended | scaled | decisions, collapsed |");
            Console.WriteLine("|---:|---:|---:|---:|---:|---|---:|---:|");
            // Side by side, each with a controller of its own: the loads are small and the minutes many.
            var haveFlapped = await Task.WhenAll(Edges.Select((edge, i) => HoldAsync(images, edge, FirstSubnet + i, TimeSpan.FromMinutes(minutes), cancellationToken)));
            return haveFlapped.Contains(true) ? 1 : 0;
        }
        finally
        {
            await images.DisposeAsync();
        }
    }

    private static async Task<bool> HoldAsync(Images images, int edge, int subnet, TimeSpan span, CancellationToken cancellationToken)
    {
        using var engine = Engine.OfMachine();
        await using var stage = new Stage(engine, subnet);
        stage.Settings["METRICS_INTERVAL"] = "2";
        stage.Settings["SCALE_CHECK_INTERVAL"] = "2";
        var controller = await stage.StartControllerAsync();
        await controller.Api.RunAsync(new TestApp("shop", images.Fast) { Scaling = Policy() }, Replicas);
        var policy = (await controller.Api.GetAsync("/api/v1/apps/shop/scaling")).Expect(200);
        // A third replica is due when the load of two exceeds this part of what they are meant for.
        var rate = Replicas * TargetRps * policy.Int("policy.scale_out_threshold_pct") / 100.0 * edge / 100;
        await using var load = new SteadyLoad(controller.Ingress!, "shop.localhost", rate);
        load.Start();
        await Task.Delay(span, TimeProvider.System, cancellationToken);
        var app = (await controller.Api.GetAsync("/api/v1/apps/shop")).Expect(200);
        var scaled = (await controller.Api.GetAsync("/api/v1/apps/shop/events?type=scaling&limit=1000")).Expect(200).List("events")
            .Where(e => e.Text("message").StartsWith("Scaled from ", StringComparison.Ordinal)).ToArray();
        var decisions = (await controller.Api.GetAsync("/api/v1/apps/shop/scaling/decisions?limit=1000")).Expect(200).List("decisions");
        var ended = app.Int("replicas.desired");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {edge} % | {rate:F1} | {span.TotalMinutes:F0} | {load.Sent} | {load.Failed} | {Replicas}, {ended} | {scaled.Length} | {decisions.Length} |"));
        foreach (var told in scaled.Reverse().Select(e => $"{e.Text("timestamp")} {e.Text("message")}").Concat(decisions.Take(3).Select(Tell)))
        {
            await Console.Error.WriteLineAsync($"  {told}");
        }

        return load.Failed > 0 || scaled.Length > Math.Abs(ended - Replicas);
    }

    private static string Tell(JsonElement decision) => decision.GetRawText();

    private static string Policy() => new JsonObject
    {
        ["mode"] = "auto",
        ["minReplicas"] = 1,
        ["maxReplicas"] = 5,
        ["targetRPSPerReplica"] = TargetRps,
        ["windowSeconds"] = 20,
        ["cooldownSeconds"] = 20,
        ["stabilizationWindowSeconds"] = 60,
    }.ToJsonString();
}
