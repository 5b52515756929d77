using Orchestry.ClusterRig.History;

namespace Orchestry.ClusterRig.Chaos;

/// <summary>Waits until a mended cluster holds still, and writes down what its nodes then say.</summary>
internal sealed class Settling(Cluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task<FinalState> SettleAsync()
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (trouble, apps) = await LookAsync();
            if (trouble is null || TimeProvider.System.GetElapsedTime(startedAt) > Patience)
            {
                return new FinalState(
                    trouble is null ? null : $"{Patience.TotalSeconds:0} s after everything was mended {trouble}", apps, await AnswersAsync(apps));
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>What is still in progress, and the applications as the leader shows them.</summary>
    private async Task<(string? Trouble, IReadOnlyList<FinalApp> Apps)> LookAsync()
    {
        var seen = await Task.WhenAll(cluster.Nodes.Select(Cluster.StatusAsync));
        if (seen.Any(s => s is null || s.Healthy != cluster.Nodes.Count) || seen.Select(s => s!.Leader).Distinct().ToArray() is not [{ } id])
        {
            return ($"the nodes say {string.Join("; ", seen.Select((s, i) => s?.ToString() ?? $"{cluster.Nodes[i].Id} nothing"))}", []);
        }

        var api = cluster.Nodes.Single(n => n.Id == id).Api;
        var containers = await cluster.Stage.ContainersAsync();
        var apps = new List<FinalApp>();
        var unready = new List<string>();
        foreach (var name in (await api.GetAsync("/api/v1/apps")).Expect(200).List("apps").Select(a => a.Text("name")))
        {
            var app = await api.AppAsync(name);
            var spec = (await api.GetAsync($"/api/v1/apps/{name}/spec")).Expect(200);
            var (desired, shown) = (app.Int("replicas.desired"), app.List("containers").Select(c => c.Text("id")).ToArray());
            apps.Add(new FinalApp(name, desired, Workload.MarkerOf(spec), shown));
            var there = containers.Count(c => c.Labels.GetValueOrDefault("orchestry.app") == name);
            if (app.Int("replicas.healthy") != desired || shown.Length != desired || there != desired)
            {
                unready.Add($"{name} is {app}, and the engine has {there}");
            }
        }

        if (containers.FirstOrDefault(c => apps.All(a => a.Name != c.Labels.GetValueOrDefault("orchestry.app"))) is { } orphan)
        {
            unready.Add($"{orphan.Name} is of no application");
        }

        // What followers show may be a moment behind.
        var answers = await AnswersAsync(apps);
        unready.AddRange(answers.GroupBy(a => a.Path).Where(p => p.DistinctBy(a => a.Body).Count() > 1).Select(p => $"{p.Key} differs between nodes"));
        return (unready.Count == 0 ? null : string.Join("; ", unready), apps);
    }

    private async Task<IReadOnlyList<NodeAnswer>> AnswersAsync(IReadOnlyList<FinalApp> apps)
    {
        string[] paths = ["/api/v1/apps", .. apps.SelectMany(a => (string[])[$"/api/v1/apps/{a.Name}", $"/api/v1/apps/{a.Name}/spec"])];
        var answers = new List<NodeAnswer>();
        foreach (var node in cluster.Nodes)
        {
            foreach (var path in paths)
            {
                answers.Add(new NodeAnswer(node.Id, path, (await node.Api.GetAsync(path)).Text));
            }
        }

        return answers;
    }
}
