using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Orchestry.Cli;

/// <summary>Help that calls the command line by the name it was started under: the library's own names the file, which a link does not share.</summary>
internal sealed class NamedHelpAction(HelpAction inner, Persona persona) : SynchronousCommandLineAction
{
    private const string Usage = "Usage:";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var text = new StringWriter { NewLine = output.NewLine };
        configuration.Output = text;
        int code;
        try
        {
            code = inner.Invoke(parseResult);
        }
        finally
        {
            configuration.Output = output;
        }

        var named = $"{Usage}{output.NewLine}  {RootCommand.ExecutableName}";
        output.Write(text.ToString().Replace(named, $"{Usage}{output.NewLine}  {persona.Command}", StringComparison.Ordinal));
        return code;
    }
}
