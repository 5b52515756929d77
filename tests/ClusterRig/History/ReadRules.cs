namespace Orchestry.ClusterRig.History;

/// <summary>Who asks for a revision never sees anything older.</summary>
internal static class ReadRules
{
    public const string NotOlder = "a read shows nothing older than the revision it asked for";

    public static IEnumerable<Violation> Check(ClusterHistory history, AppTimeline timeline)
    {
        foreach (var read in history.Reads)
        {
            if (read.Answered is { } answered && answered < read.Asked)
            {
                yield return new(NotOlder, $"{Tell(read)} asked for revision {read.Asked} and was answered from {answered}");
                continue;
            }

            var from = Math.Max(read.Asked, read.Answered ?? 0);
            var possible = timeline.StepsOf(read.App).Where(s => s.Row.Revision > from).Select(s => s.State).Append(timeline.At(read.App, from));
            if (!possible.Contains(read.Seen))
            {
                yield return new(
                    NotOlder,
                    $"{Tell(read)} asked for revision {read.Asked}, was answered from {read.Answered} and shown: {read.Seen}; at that revision it was {timeline.At(read.App, from)}, and never so afterwards");
            }
        }
    }

    private static string Tell(ReadSeen read) => $"client {read.Client}, reading {read.App} from {read.Node} at {read.Ended:HH:mm:ss.fff},";
}
