namespace Orchestry.Core.Logs;

/// <summary>The words that loggers use for levels.</summary>
internal static class LevelWord
{
    public const string Trace = "TRACE";
    public const string Debug = "DEBUG";
    public const string Info = "INFO";
    public const string Warn = "WARN";
    public const string Error = "ERROR";
    public const string Fatal = "FATAL";

    private static readonly (string Word, string Level)[] Words =
    [
        ("info", Info), ("information", Info), ("notice", Info), ("inf", Info), ("log", Info),
        ("warn", Warn), ("warning", Warn), ("wrn", Warn),
        ("error", Error), ("err", Error), ("eror", Error), ("severe", Error), ("fail", Error),
        ("debug", Debug), ("dbug", Debug), ("dbg", Debug),
        ("trace", Trace), ("trce", Trace), ("trc", Trace), ("verbose", Trace),
        ("fatal", Fatal), ("ftl", Fatal), ("critical", Fatal), ("crit", Fatal), ("panic", Fatal), ("alert", Fatal), ("emerg", Fatal),
        ("emergency", Fatal),
    ];

    /// <summary>The level a word means, in any case; null when it means none.</summary>
    public static string? Level(ReadOnlySpan<char> word)
    {
        if (word.Length is < 3 or > 11)
        {
            return null;
        }

        foreach (var (known, level) in Words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return level;
            }
        }

        return null;
    }

    /// <summary>The level a number means to pino and bunyan: 10 (trace) to 60 (fatal).</summary>
    public static string? Level(int number) => number switch
    {
        10 => Trace,
        20 => Debug,
        30 => Info,
        40 => Warn,
        50 => Error,
        60 => Fatal,
        _ => null,
    };
}
