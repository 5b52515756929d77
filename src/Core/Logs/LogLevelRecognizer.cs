namespace Orchestry.Core.Logs;

/// <summary>
/// Recognises the level that a log line itself states, in the forms that common loggers write. A level in the middle of prose is not one.
/// Looks at the first 256 characters only and allocates nothing.
/// </summary>
public static class LogLevelRecognizer
{
    private const int MaxLooked = 256;

    /// <summary><c>TRACE</c>, <c>DEBUG</c>, <c>INFO</c>, <c>WARN</c>, <c>ERROR</c>, <c>FATAL</c>, or null when the line states none.</summary>
    public static string? Recognize(ReadOnlySpan<char> line)
    {
        line = AnsiColor.Skip(line[..Math.Min(line.Length, MaxLooked)].TrimStart());
        if (line.IsEmpty)
        {
            return null;
        }

        return line[0] switch
        {
            '{' => LevelField.InJson(line),
            '<' => Syslog(line),
            _ => Klog(line) ?? LevelField.InLogfmt(line) ?? LeadingLevel.Find(line),
        };
    }

    /// <summary>A syslog priority: facility × 8 + severity (RFC 5424, 6.2.1).</summary>
    private static string? Syslog(ReadOnlySpan<char> line)
    {
        var end = line.IndexOf('>');
        if (end is < 2 or > 4 || !Ascii.AreDigits(line[1..end]) || !int.TryParse(line[1..end], out var priority)
            || priority > 191)
        {
            return null;
        }

        return (priority % 8) switch
        {
            <= 2 => LevelWord.Fatal,
            3 => LevelWord.Error,
            4 => LevelWord.Warn,
            5 or 6 => LevelWord.Info,
            _ => LevelWord.Debug,
        };
    }

    /// <summary>The header of Kubernetes' logger: a letter, month and day, then the time, such as <c>I1123 12:00:00.000000</c>.</summary>
    private static string? Klog(ReadOnlySpan<char> line)
    {
        if (line.Length < 8 || line[5] != ' ' || !Ascii.AreDigits(line[1..5]) || !char.IsAsciiDigit(line[6]))
        {
            return null;
        }

        return line[0] switch
        {
            'I' => LevelWord.Info,
            'W' => LevelWord.Warn,
            'E' => LevelWord.Error,
            'F' => LevelWord.Fatal,
            _ => null,
        };
    }
}
