namespace Orchestry.Cli.Client;

/// <summary>Nobody answered, and it is not known whether the request was carried out.</summary>
internal sealed class UncertainFailure(Exception inner)
    : CommandFailure(
        ExitCodes.Failure, "The connection broke before the answer came; the request may have been carried out, or not",
        "look whether it was, then try again", inner);
