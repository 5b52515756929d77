using System.CommandLine;

namespace Orchestry.Cli.Commands;

/// <summary><c>completion</c>: what a shell must know to complete a command line. The shell asks the executable itself, so it never is out of date.</summary>
internal static class CompletionCommand
{
    public static Command Create(Shell shell)
    {
        var which = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        which.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print what makes a shell complete command lines, such as: source <(orchestry completion bash)") { which };
        return shell.Runs(command, async (session, _) =>
        {
            // Below `orchestry ring` the executable is still orchestry.
            var name = session.Persona.Command.Split(' ')[0];
            await session.PrintAsync(session.Get(which) switch { "bash" => Bash(name), "zsh" => Zsh(name), _ => Fish(name) });
            return ExitCodes.Success;
        });
    }

    private static string Bash(string name) =>
        $$"""
        _{{name}}_complete() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$({{name}} "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _{{name}}_complete {{name}}
        """;

    private static string Zsh(string name) =>
        $$"""
        #compdef {{name}}
        _{{name}}_complete() {
          local -a found
          local line="${(j: :)words[1,CURRENT]}"
          found=("${(@f)$({{name}} "[suggest:${#line}]" "$line" 2>/dev/null)}")
          compadd -a found || _files
        }
        compdef _{{name}}_complete {{name}}
        """;

    private static string Fish(string name) =>
        $$"""
        function __{{name}}_complete
          set -l line (commandline -cp | string collect)
          {{name}} "[suggest:"(string length -- $line)"]" $line 2>/dev/null
        end
        complete -c {{name}} -a '(__{{name}}_complete)'
        """;
}
