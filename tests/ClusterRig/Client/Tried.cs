namespace Orchestry.ClusterRig;

/// <summary>What became of one request.</summary>
/// <param name="Answer">The answer; null: none came.</param>
/// <param name="MayHaveHappened">Whether a node may have carried it out, or may do so yet.</param>
/// <param name="Told">What happened, for people.</param>
internal sealed record Tried(Answer? Answer, bool MayHaveHappened, string Told)
{
    /// <summary>Whether it was granted.</summary>
    public bool IsGranted => Answer is { Status: >= 200 and < 300 };

    /// <summary>Whether another try may fare better, and this one has certainly changed nothing.</summary>
    public bool IsWorthAnother => !MayHaveHappened && Answer is null or { Status: 503 or 307 };

    /// <summary>The revision that the answer carries; null: none.</summary>
    public long? Revision => Answer?.Headers.TryGetValues(ClusterClient.RevisionHeader, out var values) == true
        && long.TryParse(values.First(), System.Globalization.CultureInfo.InvariantCulture, out var revision) ? revision : null;
}
