using System.CommandLine;
using System.CommandLine.Invocation;

namespace Orchestry.Cli;

/// <summary>Prints the version of this assembly; the one that comes with the library looks for the attributes of whatever was started.</summary>
internal sealed class VersionAction(TextWriter output) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        output.WriteLine(ProductVersion.Text);
        return ExitCodes.Success;
    }
}
