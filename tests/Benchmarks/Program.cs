using Orchestry.Benchmarks.Api;
using Orchestry.Benchmarks.Chaos;
using Orchestry.Benchmarks.Cli;
using Orchestry.Benchmarks.Failover;
using Orchestry.Benchmarks.Ingress;
using Orchestry.Benchmarks.Kernel;
using Orchestry.Benchmarks.Lifecycle;
using Orchestry.Benchmarks.Metrics;
using Orchestry.Benchmarks.Rollout;
using Orchestry.Benchmarks.Scaling;
using Orchestry.Benchmarks.Store;
using Orchestry.Benchmarks.Streams;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stopping.Cancel();
};

switch (args)
{
    case ["kernel", .. var rest]:
        return await KernelBench.RunAsync(rest, stopping.Token);
    case ["store", .. var rest]:
        return await StoreBench.RunAsync(rest, stopping.Token);
    case ["api", .. var rest]:
        return await ApiBench.RunAsync(rest, stopping.Token);
    case ["lifecycle", .. var rest]:
        return await LifecycleBench.RunAsync(rest, stopping.Token);
    case ["cli", .. var rest]:
        return await CliBench.RunAsync(rest, stopping.Token);
    case ["failover", .. var rest]:
        return await FailoverBench.RunAsync(rest, stopping.Token);
    case ["metrics", .. var rest]:
        return await MetricsBench.RunAsync(rest, stopping.Token);
    case ["chaos", .. var rest]:
        return await ChaosBench.RunAsync(rest, stopping.Token);
    case ["ingress", .. var rest]:
        return await IngressBench.RunAsync(rest, stopping.Token);
    case [EmbeddedProcess.Verb, .. var rest]:
        return await EmbeddedProcess.ServeAsync(rest, stopping.Token);
    case ["rollout", .. var rest]:
        return await RolloutBench.RunAsync(rest, stopping.Token);
    case ["scaling", .. var rest]:
        return await ScalingBench.RunAsync(rest, stopping.Token);
    case ["streams", .. var rest]:
        return await StreamsBench.RunAsync(rest, stopping.Token);
    case [BroadcastProcess.Verb, .. var rest]:
        return await BroadcastProcess.ServeAsync(rest, stopping.Token);
    default:
        await Console.Error.WriteLineAsync("Which benchmark? kernel, store, api, lifecycle, metrics, failover, chaos, ingress, rollout, scaling, streams or cli.");
        return 2;
}
