namespace Orchestry.Host;

/// <summary>The process must not start so; the message tells the operator why, and what to do.</summary>
internal sealed class StartException(string message) : Exception(message);
