using Spectre.Console;

namespace Orchestry.Cli.Output;

/// <summary>A bar for each replica on a terminal.</summary>
internal sealed class BarProgress(ProgressContext bars) : IReplicaProgress
{
    private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

    /// <summary>Shows bars while something runs.</summary>
    public static Task DuringAsync(Surroundings around, Func<IReplicaProgress, Task> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(around.Error),
        });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SpinnerColumn())
            .StartAsync(bars => run(new BarProgress(bars)));
    }

    public Task ShowAsync(string app, IReadOnlyList<ReplicaPicture> replicas)
    {
        foreach (var replica in replicas)
        {
            if (!_tasks.TryGetValue(replica.Name, out var task))
            {
                task = _tasks[replica.Name] = bars.AddTask(Markup.Escape(replica.Name));
            }

            task.Value = replica.Percent;
            task.Description = Markup.Escape($"{PlainText.Of(replica.Name)} {PlainText.Of(replica.Words)}");
        }

        foreach (var (name, task) in _tasks.Where(t => replicas.All(r => r.Name != t.Key)).ToArray())
        {
            // It is gone, and what is full counts as done.
            (task.Value, task.Description) = (task.MaxValue, Markup.Escape(name) + " gone");
            _tasks.Remove(name);
        }

        return Task.CompletedTask;
    }
}
