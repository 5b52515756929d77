using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Core.Apps;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>What another node shows, which knows the store and the reading board and nothing else.</summary>
internal sealed class Follower
{
    // What a probe shows, or a sample, is shared a moment later than what is committed.
    private static readonly string[] Figures = ["Metrics", "LastCheck", "ConsecutiveFailures", "ResponseTimeMs", "LastError", "StatusReason"];
    private readonly TestController _controller;
    private readonly ReadModel _model;
    private readonly ReadModelProjection _projection;
    private long _readings;

    public Follower(TestController controller, ReadModel? model = null)
    {
        (_controller, _model) = (controller, model ?? new ReadModel());
        _projection = new ReadModelProjection(_model, SpecDefaults.Standard, controller.Logs.CreateLogger<ReadModelProjection>());
    }

    public ReadModel Model => _model;

    /// <summary>Everything that can be seen of all applications, the figures of probes included.</summary>
    public static string Whole(ImmutableArray<AppSnapshot> apps) => JsonSerializer.Serialize(apps);

    /// <summary>Everything that can be seen of all applications but the figures of probes.</summary>
    public static string Committed(ImmutableArray<AppSnapshot> shown)
    {
        var apps = JsonSerializer.SerializeToNode(shown)!.AsArray();
        foreach (var node in apps.Concat(apps.SelectMany(a => a!["Replicas"]!.AsArray())).Select(n => (JsonObject)n!))
        {
            foreach (var figure in Figures)
            {
                node.Remove(figure);
            }
        }

        return apps.ToJsonString();
    }

    /// <summary>As a node does that begins, or has stepped down.</summary>
    public async Task LoadAsync()
    {
        var posted = await _controller.Board.ReadAsync(0, CancellationToken.None);
        _readings = posted.Sequence;
        _projection.Load(await _controller.Store.LoadAsync(CancellationToken.None), posted.Changed);
    }

    /// <summary>As a node does that follows.</summary>
    public async Task FollowAsync()
    {
        var entries = await _controller.Store.ReadJournalAsync(_model.Revision, int.MaxValue, CancellationToken.None);
        if (entries.Count > 0)
        {
            var changed = entries.Select(e => e.Key).OfType<Core.Journal.ResourceKey>().Distinct().ToArray();
            var now = await Task.WhenAll(changed.Select(key => _controller.Store.FindAsync(key, CancellationToken.None)));
            _projection.Apply(entries[^1].Revision, [.. changed.Zip(now)]);
        }

        var posted = await _controller.Board.ReadAsync(_readings, CancellationToken.None);
        _readings = posted.Sequence;
        _projection.Show(posted.Changed);
    }
}
