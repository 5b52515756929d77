using System.CommandLine;

namespace Orchestry.Cli.Commands;

/// <summary>Whether a command waits until it has come true, and how long.</summary>
internal sealed class WaitOptions
{
    private const int DefaultTimeout = 300;
    private const int LongestTimeout = 3600;

    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Do not wait until it has come true" };

    private readonly Option<int> _timeout = Timeout();

    public WaitOptions(Command command)
    {
        command.Options.Add(_noWait);
        command.Options.Add(_timeout);
    }

    /// <summary>How long to wait: as long as a controller does at most.</summary>
    public static Option<int> Timeout()
    {
        var timeout = new Option<int>("--timeout")
        {
            Description = "How long to wait, 1 to 3600", HelpName = "SECONDS", DefaultValueFactory = _ => DefaultTimeout,
        };
        timeout.Validators.Add(given =>
        {
            // A text that is no number is told by the parser.
            if (given.Errors.Any())
            {
                return;
            }

            if (given.GetValueOrDefault<int>() is < 1 or > LongestTimeout)
            {
                given.AddError("--timeout must be 1 to 3600 seconds");
            }
        });
        return timeout;
    }

    public bool Waits(Session session) => !session.Get(_noWait);

    public int Seconds(Session session) => session.Get(_timeout);

    /// <summary>How long the answer may take: the controller's own wait, and some.</summary>
    public TimeSpan Deadline(Session session) => TimeSpan.FromSeconds(Seconds(session) + 30);
}
