using System.Collections.Immutable;
using Orchestry.Contracts.Apps;
using Orchestry.Core.Apps;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>The list of applications as the API shows it. Counts are over all, whatever the filter lets through.</summary>
internal static class AppListView
{
    public static AppList Full(ImmutableArray<AppSnapshot> apps, AppStatus? only)
    {
        var counts = AppCounts.Of(apps);
        return new AppList(
            [.. Shown(apps, only).Select(a => new AppListEntry(
                a.Spec.Name.Value, AppWords.Of(a.Status), new ReplicaPair(a.CurrentReplicas, a.DesiredReplicas), a.Spec.Image, a.CreatedAt,
                AppWords.Namespace(a), AppWords.IdOf(a)))],
            counts.Total, counts.Running, counts.Stopped, counts.Error);
    }

    public static AppSummary Summary(ImmutableArray<AppSnapshot> apps, AppStatus? only)
    {
        var counts = AppCounts.Of(apps);
        return new AppSummary(
            [
                .. Shown(apps, only).Select(a => new AppSummaryEntry(
                    a.Spec.Name.Value, AppWords.Of(a.Status), AppWords.Namespace(a), AppWords.IdOf(a))),
            ],
            counts.Total, counts.Running, counts.Stopped, counts.Error);
    }

    private static IEnumerable<AppSnapshot> Shown(ImmutableArray<AppSnapshot> apps, AppStatus? only) =>
        apps.Where(a => only is null || a.Status == only);
}
