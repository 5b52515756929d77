namespace Orchestry.ClusterRig.History;

/// <summary>The journal is one unbroken row, written by one leader after the other.</summary>
internal static class JournalRules
{
    public const string NoGap = "revisions have no gap";
    public const string NoDuplicate = "no revision is given twice";
    public const string TermsGrow = "terms never decrease";

    public static IEnumerable<Violation> Check(ClusterHistory history)
    {
        long before = 0, term = 0;
        foreach (var row in history.Journal)
        {
            if (row.Revision == before)
            {
                yield return new(NoDuplicate, $"revision {row.Revision} is there twice, the second time as {row.Reason} of {row.App}");
            }
            else if (row.Revision != before + 1)
            {
                yield return new(NoGap, $"after revision {before} comes {row.Revision}, {row.Reason} of {row.App} in term {row.Term}");
            }

            if (row.Term < term)
            {
                yield return new(TermsGrow, $"revision {row.Revision} ({row.Reason} of {row.App}) was written in term {row.Term}, after revision {before} in term {term}");
            }

            (before, term) = (row.Revision, Math.Max(term, row.Term));
        }

        if (history.LastRevision != before)
        {
            yield return new(NoGap, $"the journal ends with revision {before}, and its counter says {history.LastRevision}");
        }
    }
}
