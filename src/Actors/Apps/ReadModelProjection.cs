using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>
/// Fills the <see cref="ReadModel"/> on a node that does not lead, from what the leader has written and posted.
/// <para>
/// The order: <see cref="Load"/> first, at the start and again each time this node has stepped down and its supervisors are stopped; then
/// <see cref="Apply"/> with growing revisions, and <see cref="Show"/>, until this node takes office; then nothing, since its own supervisors
/// publish. One call at a time. What arrives out of order does no harm: an older revision of an application never replaces a newer one,
/// nor an older reading what is newer, except through <see cref="Load"/>, after which exactly what it was given is shown.
/// </para>
/// A record that can't be read is logged and not shown, until a later one can be.
/// </summary>
internal sealed class ReadModelProjection(ReadModel model, SpecDefaults defaults, ILogger<ReadModelProjection> log)
{
    private readonly Dictionary<string, Followed> _apps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Figures> _figures = new(StringComparer.Ordinal);

    /// <summary>Shows what is stored, and nothing else.</summary>
    /// <param name="stored">The store at one moment.</param>
    /// <param name="readings">Everything on the reading board.</param>
    public void Load(StoreSnapshot stored, IReadOnlyList<AppReadings> readings)
    {
        _figures.Clear();
        Learn(readings);
        var apps = stored.Resources.Where(IsApp).ToArray();
        foreach (var gone in _apps.Keys.Except(apps.Select(a => a.Key.Name)).ToArray())
        {
            _apps.Remove(gone);
        }

        model.Load(stored.Revision, [.. apps.Select(Picture).OfType<AppSnapshot>()]);
    }

    /// <summary>Shows what a stretch of the journal has changed.</summary>
    /// <param name="revision">The revision it reaches to.</param>
    /// <param name="changed">The resources it touched, as they are at <paramref name="revision"/> or later; null: removed.</param>
    public void Apply(long revision, IReadOnlyList<(ResourceKey Key, Resource? Now)> changed)
    {
        var shown = new List<AppSnapshot>();
        var removed = new List<string>();
        foreach (var (key, now) in changed.Where(c => c.Key.Kind == AppRecordJson.Kind))
        {
            if (now is not null && _apps.TryGetValue(key.Name, out var known) && known.Revision > now.Revision)
            {
                continue;
            }

            if (now is not null && Picture(now) is { } picture)
            {
                shown.Add(picture);
            }
            else
            {
                removed.Add(key.Name);
                if (now is null)
                {
                    _apps.Remove(key.Name);
                }
            }
        }

        model.Apply(revision, shown, removed);
    }

    /// <summary>Shows newer readings.</summary>
    /// <param name="changed">The applications whose readings changed.</param>
    public void Show(IReadOnlyList<AppReadings> changed)
    {
        Learn(changed);
        model.Apply(0, [.. changed.Select(c => c.App).Distinct().Select(Again).OfType<AppSnapshot>()], []);
    }

    private static bool IsApp(Resource resource) => resource.Key.Kind == AppRecordJson.Kind;

    private void Learn(IReadOnlyList<AppReadings> readings)
    {
        foreach (var app in readings)
        {
            _figures[app.App] = new Figures(app.Readings.GroupBy(r => r.Attempt).ToDictionary(g => g.Key, g => g.Last()), app.Metrics);
        }
    }

    private AppSnapshot? Picture(Resource resource)
    {
        var name = resource.Key.Name;
        var specs = _apps.TryGetValue(name, out var known) ? known.Specs : new ParsedSpecs(name, defaults);
        try
        {
            var record = AppRecordJson.Read(resource.Spec);
            specs.KeepOnly(record);
            _apps[name] = new Followed(record, AppRecordJson.ReadObserved(resource.Status), resource.Revision, specs);
            return Picture(name, _apps[name]);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            _apps.Remove(name);
            log.NotShown(name, error.Message);
            return null;
        }
    }

    private AppSnapshot? Again(string name) => _apps.TryGetValue(name, out var app) ? Picture(name, app) : null;

    private AppSnapshot Picture(string name, Followed app)
    {
        var figures = _figures.GetValueOrDefault(name) ?? Figures.None;
        return AppPicture.Of(app.Record, app.Observed, figures.Readings, app.Revision, app.Specs.Of, figures.Metrics);
    }

    /// <summary>An application as it was last read.</summary>
    private sealed record Followed(AppRecord Record, ImmutableArray<ObservedReplica> Observed, long Revision, ParsedSpecs Specs);

    /// <summary>What was last posted of an application.</summary>
    private sealed record Figures(IReadOnlyDictionary<int, ProbeReading> Readings, MetricSample? Metrics)
    {
        public static Figures None { get; } = new(ImmutableDictionary<int, ProbeReading>.Empty, null);
    }
}
