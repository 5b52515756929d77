using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

/// <summary>How the fake treats containers of one image. All durations are on the fake's time provider; zero completes at once.</summary>
public sealed record ContainerBehaviour
{
    /// <summary>How long a creation takes.</summary>
    public TimeSpan CreateTime { get; init; }

    /// <summary>Why every creation fails; null: it doesn't.</summary>
    public EngineFault? CreateFault { get; init; }

    /// <summary>How long a start takes.</summary>
    public TimeSpan StartTime { get; init; }

    /// <summary>Why every start fails; null: it doesn't.</summary>
    public EngineFault? StartFault { get; init; }

    /// <summary>Whether the container runs although its start answers <see cref="StartFault"/>, as real engines sometimes do.</summary>
    public bool RunsDespiteStartFault { get; init; }

    /// <summary>How long after its start the main process ends by itself; null: never. Zero: before the start call returns.</summary>
    public TimeSpan? ExitsAfter { get; init; }

    /// <summary>Exit code of a main process that ends by itself.</summary>
    public int ExitCode { get; init; }

    /// <summary>Whether SIGTERM does nothing, so that a stop takes the whole grace and ends in SIGKILL.</summary>
    public bool IgnoresStop { get; init; }

    /// <summary>How long the main process takes to end after SIGTERM. Longer than the grace: it is killed.</summary>
    public TimeSpan StopTime { get; init; }

    /// <summary>Exit code after SIGTERM.</summary>
    public int StopExitCode { get; init; }

    /// <summary>How long a removal takes.</summary>
    public TimeSpan RemoveTime { get; init; }

    /// <summary>Lines written at every start.</summary>
    public IReadOnlyList<(LogStream Stream, string Text)> Prints { get; init; } = [];

    /// <summary>What commands run inside answer; by default they succeed and say nothing.</summary>
    public Func<IReadOnlyList<string>, ExecResult> Exec { get; init; } = _ => new ExecResult(0, "", "");

    /// <summary>Runs until it is stopped, and obeys at once.</summary>
    public static ContainerBehaviour Serves { get; } = new();

    /// <summary>Every start is refused because the command can't be executed.</summary>
    public static ContainerBehaviour CannotStart { get; } = new()
    {
        StartFault = new EngineFault(
            EngineFaultKind.CannotStart, "The engine could not start the container: exec: \"/nope\": stat /nope: no such file or directory.", "Correct the command."),
    };

    /// <summary>Starts, then ends by itself.</summary>
    public static ContainerBehaviour Exits(TimeSpan after, int code) => new() { ExitsAfter = after, ExitCode = code };
}
