using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>How many applications there are, by state.</summary>
internal readonly record struct AppCounts(int Total, int Running, int Stopped, int Error)
{
    public static AppCounts Of(ImmutableArray<AppSnapshot> apps)
    {
        int running = 0, stopped = 0, error = 0;
        foreach (var app in apps)
        {
            _ = app.Status switch
            {
                AppStatus.Running => running++,
                AppStatus.Error => error++,
                _ => stopped++,
            };
        }

        return new AppCounts(apps.Length, running, stopped, error);
    }
}
