using Orchestry.Core.Engine;

namespace Orchestry.Docker.Logs;

/// <summary>A piece of a container's output. Its bytes are only valid until the next piece is asked for.</summary>
/// <param name="Stream">Where it was written.</param>
/// <param name="Bytes">The piece.</param>
/// <param name="IsFrameStart">Whether a frame of the engine's begins here.</param>
internal readonly record struct OutputChunk(LogStream Stream, ReadOnlyMemory<byte> Bytes, bool IsFrameStart);
