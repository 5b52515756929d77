using Orchestry.Core.Health;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads the checks of an application: <c>healthCheck</c>, or <c>healthChecks</c>, not both.</summary>
internal static class HealthChecksReader
{
    // Each of them asks every replica again and again.
    private const int MaxChecks = 16;

    public static IReadOnlyList<HealthCheckSpec> Read(SpecValue only, SpecValue several, AppSpec app, SpecDefaults defaults)
    {
        if (app.Type == WorkloadType.Job)
        {
            RefuseForJob(only);
            RefuseForJob(several);
            return [];
        }

        if (!several.IsGiven)
        {
            return HealthCheckReader.Read(only, app, defaults) is { } check ? [check] : [];
        }

        if (only.IsGiven)
        {
            several.Refuse("can't be given besides healthCheck; move that one into the list");
        }

        var items = several.Items() ?? [];
        if (items.Count > MaxChecks)
        {
            several.Refuse($"must have at most {MaxChecks} entries, not {items.Count}");
            return [];
        }

        return [.. items.Select(item => HealthCheckReader.ReadItem(item.Item(), app)).OfType<HealthCheckSpec>()];
    }

    private static void RefuseForJob(SpecValue value)
    {
        if (value.IsGiven)
        {
            value.Refuse("is not for type job: a job is judged by its exit code; leave it out");
        }
    }
}
