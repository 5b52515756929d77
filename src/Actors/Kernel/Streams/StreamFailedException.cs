namespace Orchestry.Actors.Kernel.Streams;

/// <summary>The stream was ended by a failure, which is the inner exception.</summary>
public sealed class StreamFailedException(Exception failure) : Exception($"The stream failed: {failure.Message}", failure);
