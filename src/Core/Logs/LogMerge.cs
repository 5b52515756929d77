using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Logs;

/// <summary>Merges the logs of an application's containers.</summary>
public static class LogMerge
{
    /// <summary>
    /// The last lines of several logs, newest first. Of lines with the same time, the one further down in its log comes first, and those of a
    /// later log before those of an earlier one: read backwards, the answer is the stable merge of the logs.
    /// </summary>
    /// <param name="logs">Each oldest first.</param>
    /// <param name="tail">The most lines to return; 0 or less: none.</param>
    public static IReadOnlyList<LogLine> NewestFirst(IReadOnlyList<IReadOnlyList<LogLine>> logs, int tail)
    {
        var left = new int[logs.Count];
        var heads = new PriorityQueue<int, (long NegatedTicks, int NegatedLog)>(logs.Count);
        for (var log = 0; log < logs.Count; log++)
        {
            left[log] = logs[log].Count;
            Offer(log);
        }

        var merged = new List<LogLine>(Math.Clamp(tail, 0, left.Sum()));
        while (merged.Count < tail && heads.TryDequeue(out var log, out _))
        {
            merged.Add(logs[log][--left[log]]);
            Offer(log);
        }

        return merged;

        void Offer(int log)
        {
            if (left[log] > 0)
            {
                heads.Enqueue(log, (-logs[log][left[log] - 1].Timestamp.UtcTicks, -log));
            }
        }
    }
}
