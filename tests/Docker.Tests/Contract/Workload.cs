namespace Orchestry.Docker.Tests.Contract;

/// <summary>What the contract suite needs containers to do; each engine under test knows how to make one.</summary>
public abstract record Workload
{
    private Workload()
    {
    }

    /// <summary>Runs until it is stopped, and ends on SIGTERM with this code.</summary>
    public sealed record Serves(int StopExitCode = 0) : Workload;

    /// <summary>Runs until it is killed; SIGTERM does nothing.</summary>
    public sealed record IgnoresStop : Workload;

    /// <summary>Ends at once with this code.</summary>
    public sealed record Exits(int Code) : Workload;

    /// <summary>Writes "out 1", "out 2", "out 3" and then "err 1" to its two streams, then runs until it is stopped.</summary>
    public sealed record Prints : Workload;

    /// <summary>Writes a line "tick" several times a second for ever.</summary>
    public sealed record Ticks : Workload;

    /// <summary>Names a command that does not exist.</summary>
    public sealed record CannotStart : Workload;

    /// <summary>
    /// Runs until stopped; the command <c>greet</c> inside it writes "hello" to its output and "world" to its error output and ends with 3.
    /// </summary>
    public sealed record Greets : Workload;
}
