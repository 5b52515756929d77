using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Scaling.Schedules;

/// <summary>One of the five fields of a cron expression: its range and its names.</summary>
internal sealed class CronField(string subject, int least, int most, params string[] names)
{
    /// <summary>Reads a field into a mask with one bit for each value; otherwise says what is wrong.</summary>
    public bool TryRead(string text, out ulong mask, [NotNullWhen(false)] out string? problem)
    {
        mask = 0;
        foreach (var item in text.Split(','))
        {
            if (!TryReadItem(item, out var values, out problem))
            {
                problem = $"has {Shown.Quoted(text)} for {subject}, {problem}";
                return false;
            }

            mask |= values;
        }

        problem = null;
        return true;
    }

    private bool TryReadItem(string item, out ulong mask, [NotNullWhen(false)] out string? problem)
    {
        mask = 0;
        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? item : item[..slash];
        if (!TryReadRange(range, out var from, out var to, out problem))
        {
            return false;
        }

        var step = 1;
        if (slash >= 0)
        {
            if (!TryNumber(item[(slash + 1)..], out step) || step < 1 || step > most)
            {
                problem = $"where the step {Shown.Quoted(item[(slash + 1)..])} must be an integer from 1 to {most}";
                return false;
            }

            if (range != "*" && !range.Contains('-', StringComparison.Ordinal))
            {
                problem = $"where a step follows the single value {Shown.Quoted(range)}; write {range}-{Last}/{step}";
                return false;
            }
        }

        for (var value = from; value <= to; value += step)
        {
            mask |= 1UL << value;
        }

        return true;
    }

    // Of the day of the week 7 is only another name of 0.
    private int Last => most == 7 ? 6 : most;

    private bool TryReadRange(string range, out int from, out int to, [NotNullWhen(false)] out string? problem)
    {
        (from, to, problem) = (least, Last, null);
        if (range == "*")
        {
            return true;
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            if (!TryValue(range, out from, out problem))
            {
                return false;
            }

            to = from;
            return true;
        }

        if (!TryValue(range[..dash], out from, out problem) || !TryValue(range[(dash + 1)..], out to, out problem))
        {
            return false;
        }

        // A week that ends on Sunday: sat-sun.
        if (most == 7 && to == 0 && from > 0)
        {
            to = 7;
        }

        if (from > to)
        {
            problem = $"where the range {Shown.Quoted(range)} runs backwards; write it as two with a comma";
            return false;
        }

        return true;
    }

    private bool TryValue(string text, out int value, [NotNullWhen(false)] out string? problem)
    {
        var named = Array.FindIndex(names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
        {
            // Months count from 1, days of the week from 0.
            value = named + least;
            problem = null;
            return true;
        }

        if (TryNumber(text, out value) && value >= least && value <= most)
        {
            problem = null;
            return true;
        }

        problem = $"where {Shown.Quoted(text)} must be an integer from {least} to {most}{(names.Length > 0 ? $" or one of {names[0]} to {names[^1]}" : "")}";
        return false;
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && text.Length <= 2;
}
