using System.CommandLine;

namespace Orchestry.Cli.Commands;

/// <summary>A verb, made only when it is meant.</summary>
internal sealed record Verb(string Name, Func<Shell, Command> Create);
