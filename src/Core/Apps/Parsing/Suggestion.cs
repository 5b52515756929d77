namespace Orchestry.Core.Apps.Parsing;

/// <summary>Guesses which known word was meant by an unknown one.</summary>
internal static class Suggestion
{
    private const int MaxLength = 40;

    /// <summary><c>; did you mean 'x'?</c>, or nothing when no word is close.</summary>
    public static string For(string word, IEnumerable<string> known) => Closest(word, known) is { } meant ? $"; did you mean '{meant}'?" : "";

    private static string? Closest(string word, IEnumerable<string> known)
    {
        var written = Plain(word);
        if (written.Length is < 2 or > MaxLength)
        {
            return null;
        }

        var (best, bestDistance) = ((string?)null, written.Length <= 4 ? 2 : 3);
        foreach (var candidate in known)
        {
            var plain = Plain(candidate);
            var distance = written.Length >= 3 && plain.StartsWith(written, StringComparison.Ordinal) ? 1 : Distance(written, plain);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    // So that min_replicas and MinReplicas are close to minReplicas.
    private static string Plain(string word) => word.Length > 2 * MaxLength ? word
        : string.Concat(word.Where(c => c is not ('_' or '-')).Select(char.ToLowerInvariant));

    /// <summary>Edits (insert, delete, replace, swap of neighbours) from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
