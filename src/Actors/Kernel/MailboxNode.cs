namespace Orchestry.Actors.Kernel;

/// <summary>A link of a mailbox. Whoever took it from the mailbox owns it, so no node is ever in two lists.</summary>
internal abstract class MailboxNode
{
    public MailboxNode? Next;
}

internal sealed class Envelope(object message, IActorRef? sender) : MailboxNode
{
    /// <summary>Settable: a kernel message is replaced by what the actor is to see, so that it can be stashed like any other.</summary>
    public object Message = message;

    public readonly IActorRef? Sender = sender;
}

/// <summary>The rest of an asynchronous handler, coming back to its actor.</summary>
internal sealed class Continuation(SendOrPostCallback callback, object? state) : MailboxNode, IThreadPoolWorkItem
{
    public void Execute() => callback(state);
}

internal struct NodeQueue
{
    private MailboxNode? _tail;

    public MailboxNode? Head { get; private set; }

    public void Append(MailboxNode first, MailboxNode last)
    {
        if (Head is null)
            Head = first;
        else
            _tail!.Next = first;

        _tail = last;
    }

    public void Prepend(MailboxNode node)
    {
        node.Next = Head;
        Head = node;
        _tail ??= node;
    }

    public MailboxNode? Take()
    {
        var node = Head;
        if (node is null)
            return null;

        Head = node.Next;
        if (Head is null)
            _tail = null;

        node.Next = null; // a long-lived node must not keep its successors alive
        return node;
    }
}
