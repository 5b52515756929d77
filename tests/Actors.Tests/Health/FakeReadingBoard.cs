using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Tests.Health;

/// <summary>A reading board in memory, to be told what goes wrong. It outlives the controllers that post to it.</summary>
internal sealed class FakeReadingBoard : IReadingBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Namespace, string App), (long Sequence, AppReadings Readings)> _posted = [];
    private readonly List<IReadOnlyList<AppReadings>> _posts = [];
    private long _sequence;
    private long _term;

    /// <summary>When set, every post fails with it.</summary>
    public StoreException? Failure { get; set; }

    /// <summary>How often it was tried to post.</summary>
    public int Tries { get; private set; }

    /// <summary>What was posted, post by post.</summary>
    public IReadOnlyList<IReadOnlyList<AppReadings>> Posts
    {
        get
        {
            lock (_lock)
            {
                return [.. _posts];
            }
        }
    }

    /// <summary>Another leader has posted.</summary>
    public void RaiseTerm(long term) => _term = term;

    public Task PostAsync(IReadOnlyList<AppReadings> changed, long term, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Tries++;
            if (Failure is { } failure)
            {
                return Task.FromException(failure);
            }

            if (term < _term)
            {
                return Task.FromException(new TermPassedException(term, _term));
            }

            _term = term;
            _sequence++;
            _posts.Add(changed);
            foreach (var app in changed)
            {
                _posted[(app.Namespace, app.App)] = (_sequence, app);
            }

            return Task.CompletedTask;
        }
    }

    public Task<PostedReadings> ReadAsync(long after, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(new PostedReadings(_sequence, [.. _posted.Values.Where(p => p.Sequence > after).Select(p => p.Readings)]));
        }
    }
}
