namespace Orchestry.Core.Replicas;

/// <summary>
/// How soon a failed slot is filled again: at once the first time, then after 1, 2, 4 and 8 s, each a fifth more or less so that many replicas
/// don't return in step. What still fails then is a crash loop: it is tried every five minutes.
/// </summary>
public static class RestartPolicy
{
    /// <summary>Failures in a row after which a slot counts as a crash loop.</summary>
    public const int CrashLoopAfter = 6;

    /// <summary>A replica that was ready for this long is forgiven its earlier failures.</summary>
    public static readonly TimeSpan HealthySpell = TimeSpan.FromMinutes(1);

    /// <summary>Pause between attempts of a crash loop.</summary>
    public static readonly TimeSpan CrashLoopPause = TimeSpan.FromMinutes(5);

    /// <summary>The pause before an attempt.</summary>
    /// <param name="restarts">Failures in a row, this one included: 1 for the first.</param>
    /// <param name="jitter">A number from 0 to 1.</param>
    public static TimeSpan PauseBefore(int restarts, double jitter)
    {
        if (restarts <= 1)
        {
            return TimeSpan.Zero;
        }

        var pause = IsCrashLoop(restarts) ? CrashLoopPause : TimeSpan.FromSeconds(1 << (restarts - 2));
        return pause * (0.8 + (0.4 * jitter));
    }

    /// <summary>Failures in a row as they are shown: none any more of a slot that is well.</summary>
    /// <param name="restarts">Failures in a row that led to the attempt.</param>
    /// <param name="readyFor">How long it has been ready without a break; zero for one that is not.</param>
    public static int Shown(int restarts, TimeSpan readyFor) => readyFor >= HealthySpell ? 0 : restarts;

    /// <summary>Whether so many failures in a row are a crash loop.</summary>
    public static bool IsCrashLoop(int restarts) => restarts >= CrashLoopAfter;

    /// <summary>Failures in a row once an attempt has failed, given how often its slot had failed before it and how long it was ready.</summary>
    public static int RestartsAfterFailure(int restartsBefore, TimeSpan readyFor) => readyFor >= HealthySpell ? 1 : restartsBefore + 1;
}
