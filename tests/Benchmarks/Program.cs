using Orchestry.Benchmarks.Kernel;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stopping.Cancel();
};

return args switch
{
    ["kernel", .. var rest] => await KernelBench.RunAsync(rest, stopping.Token),
    _ => 1,
};
