namespace Orchestry.Actors.Kernel;

internal sealed class ActorStash(ActorCell cell) : IStash
{
    private readonly LinkedList<Envelope> _envelopes = [];

    public int Count => _envelopes.Count;

    public void Stash()
    {
        var envelope = cell.Current ?? throw new InvalidOperationException("There is no message to stash.");
        if (ReferenceEquals(_envelopes.Last?.Value, envelope))
            throw new InvalidOperationException($"This {envelope.Message.GetType().Name} is stashed already.");

        _envelopes.AddLast(envelope);
    }

    public void Unstash()
    {
        if (_envelopes.First is not { } first)
            return;

        _envelopes.RemoveFirst();
        cell.PutBack(first.Value);
    }

    public void UnstashAll()
    {
        while (_envelopes.Last is { } last)
        {
            _envelopes.RemoveLast();
            cell.PutBack(last.Value);
        }
    }
}
