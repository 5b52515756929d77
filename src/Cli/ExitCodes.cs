namespace Orchestry.Cli;

/// <summary>What the process answers to whoever started it. They are public: scripts switch on them.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The operation failed.</summary>
    public const int Failure = 1;

    /// <summary>Arguments, a file or the request mean nothing.</summary>
    public const int Usage = 2;

    /// <summary>No controller could be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>What was named is not there.</summary>
    public const int NotFound = 4;

    /// <summary>It is there already, or in use.</summary>
    public const int Conflict = 5;

    /// <summary>Not logged in, or not allowed to.</summary>
    public const int NotAllowed = 6;

    /// <summary>Ended by Ctrl-C: 128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>For the help of the root command.</summary>
    public const string Help =
        "Exit codes: 0 done, 1 failed, 2 wrong arguments or input, 3 no controller reached, 4 not found, 5 conflict, 6 not allowed, 130 ended by Ctrl-C.";
}
