namespace Orchestry.Http.Bodies;

/// <summary>A body breaks its format. Thrown and caught inside this room; the message continues "The body is not valid …".</summary>
internal sealed class MalformedBodyException(string problem, TextPosition? at, Exception? inner = null)
    : Exception(at is { } known ? $" at line {known.Line}, column {known.Column}: {problem}" : $": {problem}", inner);

/// <summary>A place in a text; both count from 1.</summary>
internal readonly record struct TextPosition(long Line, long Column);
