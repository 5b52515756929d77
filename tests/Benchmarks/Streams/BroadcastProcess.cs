using System.Diagnostics;
using System.Globalization;

namespace Orchestry.Benchmarks.Streams;

/// <summary>One of the servers in a process of its own, with the runtime's settings of the program that is shipped. Told what to do line by line.</summary>
internal sealed class BroadcastProcess : IAsyncDisposable
{
    /// <summary>What this program is told to be one.</summary>
    public const string Verb = "serve-streams";

    /// <summary>The product.</summary>
    public const string Ours = "ours";

    /// <summary>The bare server that is the fastest where one line is sent after another: see <see cref="LoopBroadcast"/>.</summary>
    public const string Loops = "bare, a loop over sockets";

    /// <summary>The bare server that is the fastest in a flood: see <see cref="ChannelBroadcast"/>.</summary>
    public const string Channels = "bare, a channel each";

    private readonly Process _process;

    private BroadcastProcess(Process process, string name, Uri address) => (_process, Name, Address) = (process, name, address);

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Processor time it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<BroadcastProcess> StartAsync(string name, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BroadcastProcess).Assembly.Location, Verb, name])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        // As in src/Host/Orchestry.Host.csproj.
        start.Environment["DOTNET_TieredPGO"] = "1";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException($"{name} ended without serving.");
        return new BroadcastProcess(process, name, new Uri(address));
    }

    /// <summary>Has it write so many lines a second.</summary>
    public void Begin(int perSecond) => Tell("rate", perSecond);

    /// <summary>Has it write as many lines as arrive, so many ahead.</summary>
    public void BeginWindow(int window) => Tell("window", window);

    /// <summary>A line has arrived at every subscriber.</summary>
    public void Arrived(long number) => Tell("arrived", number);

    /// <summary>Has it write no more; the number of the last line.</summary>
    public async Task<long> EndAsync() => (await AskAsync("end"))[0];

    /// <summary>Its memory in bytes, after a collection: all that is resident, and what is on the managed heap.</summary>
    public async Task<(long Resident, long Managed)> MemoryAsync() => await AskAsync("memory") is [var resident, var managed] ? (resident, managed) : default;

    /// <summary>Is the process: does what it is told until nobody tells it anything any more.</summary>
    public static async Task<int> ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        await using IBroadcast broadcast = args switch
        {
            [Loops] => await LoopBroadcast.StartAsync(cancellationToken),
            [Channels] => await ChannelBroadcast.StartAsync(cancellationToken),
            _ => await OurBroadcast.StartAsync(cancellationToken),
        };
        var source = new LineSource(broadcast.Write);
        Console.WriteLine(broadcast.Address);
        while (await Console.In.ReadLineAsync(cancellationToken) is { } told)
        {
            var number = told.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 ? long.Parse(told.AsSpan(at + 1), CultureInfo.InvariantCulture) : 0;
            switch (told.Split(' ')[0])
            {
                case "rate":
                    source.Begin((int)number);
                    break;
                case "window":
                    source.BeginWindow((int)number);
                    break;
                case "arrived":
                    source.Arrived(number);
                    break;
                case "end":
                    Console.WriteLine(source.End());
                    break;
                case "memory":
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    GC.Collect();
                    Console.WriteLine($"{Environment.WorkingSet} {GC.GetTotalMemory(forceFullCollection: false)}");
                    break;
            }
        }

        source.End();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Tell(string what, long number)
    {
        lock (_process)
        {
            _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {number}"));
            _process.StandardInput.Flush();
        }
    }

    private async Task<long[]> AskAsync(string what)
    {
        Tell(what, 0);
        var answer = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{Name} has ended.");
        return [.. answer.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
    }
}
