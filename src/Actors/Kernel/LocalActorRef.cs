using System.Diagnostics;

namespace Orchestry.Actors.Kernel;

/// <summary>
/// An actor's address together with its mailbox: a lock-free stack of messages, newest first, that the one running consumer takes
/// whole and turns round. The head also says whether somebody runs the mailbox, so that queueing, scheduling and closing are a single
/// atomic step: no message, and no watch, can slip between the actor's end and the closing of its mailbox.
/// </summary>
internal sealed class LocalActorRef : InternalActorRef, IThreadPoolWorkItem
{
    /// <summary>Nobody runs the mailbox and nothing is in it: who replaces this schedules a run. (null: running, nothing new.)</summary>
    private static readonly MailboxNode Idle = new Continuation(static _ => { }, null);

    /// <summary>The actor is gone for good.</summary>
    private static readonly MailboxNode Closed = new Continuation(static _ => { }, null);

    private readonly string _name;
    private MailboxNode? _head = Idle;
    private ActorCell? _cell;

    public LocalActorRef(ActorSystem system, LocalActorRef? parent, string name, Props props)
    {
        System = system;
        Parent = parent;
        _name = name;
        _cell = new ActorCell(this, props);
    }

    public override ActorSystem System { get; }

    public LocalActorRef? Parent { get; }

    /// <summary>Built when asked for: most actors never are, and 100,000 paths would be memory.</summary>
    public override ActorPath Path => new(Parent?.Path, _name);

    public string Name => _name;

    public bool IsTerminated => ReferenceEquals(Volatile.Read(ref _head), Closed);

    /// <summary>Null once the actor is gone, so that a ref kept by somebody keeps nothing else alive.</summary>
    public ActorCell? Cell => _cell;

    public override void Tell(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!Push(new Envelope(message, sender)))
            System.PublishDeadLetter(message, sender, this);
    }

    public override void SendSystem(SystemMessage message)
    {
        if (!PushUrgent(message) && message is SystemMessage.Watch watch)
            watch.Watcher.SendSystem(new SystemMessage.Died(this, existed: false));
    }

    /// <summary>False when the actor is gone and the caller must run the continuation elsewhere.</summary>
    public bool SendContinuation(Continuation continuation) => PushUrgent(continuation);

    /// <summary>Runs the mailbox for the first time, which creates the actor.</summary>
    public void Start()
    {
        if (Interlocked.CompareExchange(ref _head, null, Idle) == Idle)
            Schedule();
    }

    public void Execute()
    {
        var cell = _cell;
        Debug.Assert(cell is not null, "a closed mailbox is never scheduled");
        switch (cell.Run())
        {
            case RunOutcome.MoreToDo:
                // Behind whatever else waits, and not on this thread's own queue: a busy actor must not starve the others.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                break;
            default:
                System.IdleTracker?.Exit();
                break;
        }
    }

    /// <summary>All messages that came since the last call, newest first. Only for the running consumer.</summary>
    public MailboxNode? TakeAll()
    {
        Debug.Assert(!IsTerminated, "a closed mailbox stays closed");
        return Volatile.Read(ref _head) is null ? null : Interlocked.Exchange(ref _head, null);
    }

    /// <summary>Stops running; false when something came in meanwhile.</summary>
    public bool TryGoIdle() => Interlocked.CompareExchange(ref _head, Idle, null) is null;

    /// <summary>Closes the mailbox and answers what had still come in.</summary>
    public MailboxNode? Close()
    {
        var rest = Interlocked.Exchange(ref _head, Closed);
        _cell = null;
        return rest;
    }

    private bool PushUrgent(MailboxNode node)
    {
        var cell = _cell;
        if (!Push(node))
            return false;

        cell?.NoteUrgent();
        return true;
    }

    private bool Push(MailboxNode node)
    {
        var head = Volatile.Read(ref _head);
        while (!ReferenceEquals(head, Closed))
        {
            node.Next = ReferenceEquals(head, Idle) ? null : head;
            var seen = Interlocked.CompareExchange(ref _head, node, head);
            if (ReferenceEquals(seen, head))
            {
                if (ReferenceEquals(head, Idle))
                    Schedule();

                return true;
            }

            head = seen;
        }

        return false;
    }

    private void Schedule()
    {
        System.IdleTracker?.Enter();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }
}
