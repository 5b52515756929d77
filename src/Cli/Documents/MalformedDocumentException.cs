namespace Orchestry.Cli.Documents;

/// <summary>A file that can't be read as what it should be.</summary>
internal sealed class MalformedDocumentException(string message, Exception? inner = null) : Exception(message, inner);
