namespace Orchestry.ClusterRig.History;

/// <summary>What the journal says was wanted of each application, revision by revision.</summary>
internal sealed class AppTimeline
{
    private readonly Dictionary<string, List<Step>> _steps = [];

    public AppTimeline(IEnumerable<JournalRow> journal)
    {
        foreach (var row in journal.Where(r => r.App is not null))
        {
            var steps = _steps.TryGetValue(row.App!, out var known) ? known : _steps[row.App!] = [];
            var before = steps.Count > 0 ? steps[^1].State : AppState.None;
            if (Next(before, row) is { } after)
            {
                steps.Add(new Step(row, after));
            }
        }
    }

    /// <summary>A row that tells of a wish, and what was wanted from then on.</summary>
    public readonly record struct Step(JournalRow Row, AppState State);

    /// <summary>Every application it tells of.</summary>
    public IEnumerable<string> Apps => _steps.Keys;

    /// <summary>The wishes granted for an application, oldest first.</summary>
    public IReadOnlyList<Step> StepsOf(string app) => _steps.GetValueOrDefault(app) ?? [];

    /// <summary>What was wanted at a revision.</summary>
    public AppState At(string app, long revision) => StepsOf(app).LastOrDefault(s => s.Row.Revision <= revision).State;

    /// <summary>What is wanted in the end.</summary>
    public AppState End(string app) => At(app, long.MaxValue);

    private static AppState? Next(AppState before, JournalRow row) => row.Reason switch
    {
        "AppRegistered" => new AppState(true, 0),
        "SpecChanged" => before,
        "AppStarted" or "AppScaled" => before with { Desired = row.Replicas ?? 0 },
        "AppStopped" or "AppRemovalStarted" => before with { Desired = 0 },
        "AppRemoved" => AppState.None,
        _ => null,
    };
}
