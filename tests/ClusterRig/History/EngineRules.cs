namespace Orchestry.ClusterRig.History;

/// <summary>What nodes do to the engine does no harm, whoever of them leads.</summary>
internal static class EngineRules
{
    public const string MadeOnce = "no container is made twice";
    public const string OnePerSlot = "a slot has one running container";
    public const string NeverFewer = "a failover takes no replica away";

    public static IEnumerable<Violation> Check(ClusterHistory history, AppTimeline timeline) =>
        MadeTwice(history, timeline).Concat(CrowdedSlots(history)).Concat(timeline.Apps.SelectMany(app => Short(history, timeline, app)));

    /// <summary>A name is of one attempt, as long as its application is not removed and registered anew, which begins to count anew.</summary>
    private static IEnumerable<Violation> MadeTwice(ClusterHistory history, AppTimeline timeline)
    {
        var seen = new Dictionary<string, (ContainerSeen Container, int Registration)>();
        foreach (var sample in history.Engine)
        {
            foreach (var container in sample.Containers.Where(c => c.IsRunning))
            {
                if (!seen.TryGetValue(container.Name, out var known))
                {
                    seen[container.Name] = (container, RegistrationsUntil(sample.Ended, container.App, timeline));
                }
                else if (known.Container.Id != container.Id)
                {
                    var registration = RegistrationsUntil(sample.Ended, container.App, timeline);
                    seen[container.Name] = (container, registration);
                    if (registration == known.Registration)
                    {
                        yield return new(MadeOnce, $"{known.Container} ran, and at {sample.Began:HH:mm:ss.fff} {container}");
                    }
                }
            }
        }
    }

    private static int RegistrationsUntil(DateTimeOffset time, string app, AppTimeline timeline) =>
        timeline.StepsOf(app).Count(s => s.Row.Reason == "AppRegistered" && s.Row.At <= time);

    /// <summary>Successor and predecessor overlap in a rollout, and until the one that failed is gone.</summary>
    private static IEnumerable<Violation> CrowdedSlots(ClusterHistory history)
    {
        var since = new Dictionary<(string App, int Slot, string First, string Second), DateTimeOffset>();
        var told = new HashSet<(string, int, string, string)>();
        foreach (var sample in history.Engine)
        {
            var crowded = (from c in sample.Containers.Where(c => c.IsRunning).GroupBy(c => (c.App, c.Slot, c.SpecRevision))
                           let two = c.OrderBy(x => x.Attempt).ThenBy(x => x.Id, StringComparer.Ordinal).ToArray()
                           where two.Length > 1
                           select (Key: (c.Key.App, c.Key.Slot, two[0].Id, two[1].Id), Two: two)).ToArray();
            foreach (var gone in since.Keys.Except(crowded.Select(c => c.Key)).ToArray())
            {
                since.Remove(gone);
            }

            foreach (var (key, two) in crowded)
            {
                since.TryAdd(key, sample.Began);
                if (sample.Ended - since[key] > history.Settling && told.Add(key))
                {
                    yield return new(OnePerSlot, $"since {since[key]:HH:mm:ss.fff} {two[0]} and {two[1]} run side by side");
                }
            }
        }
    }

    /// <summary>
    /// Counts only while nothing is in progress: from when as many as wanted have been there for the time of settling, until the next wish or
    /// until one is killed on purpose.
    /// </summary>
    private static IEnumerable<Violation> Short(ClusterHistory history, AppTimeline timeline, string app)
    {
        var steps = timeline.StepsOf(app);
        var kills = history.Disturbances.Where(d => d.App == app).ToArray();
        DateTimeOffset? enoughSince = null;
        var (next, desired) = (0, 0);
        foreach (var sample in history.Engine)
        {
            for (; next < steps.Count && steps[next].Row.At <= sample.Ended; next++)
            {
                (desired, enoughSince) = (steps[next].State.Desired, null);
            }

            if (kills.Any(k => k.Began <= sample.Ended && sample.Began <= k.Ended))
            {
                enoughSince = null;
            }

            var running = sample.Containers.Count(c => c.App == app && c.IsRunning);
            if (running >= desired)
            {
                enoughSince ??= sample.Began;
            }
            else if (enoughSince is { } enough)
            {
                enoughSince = null;
                if (sample.Began - enough > history.Settling)
                {
                    yield return new(
                        NeverFewer,
                        $"at {sample.Began:HH:mm:ss.fff} {running} of {desired} replicas of {app} run, after all had run since {enough:HH:mm:ss.fff} and nobody asked for fewer: {string.Join(", ", sample.Containers.Where(c => c.App == app))}");
                }
            }
        }
    }
}
