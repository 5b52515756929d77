namespace Orchestry.Actors.Kernel;

/// <summary>An actor that puts messages aside; the kernel sets <see cref="Stash"/> before <c>PreStart</c>.</summary>
public interface IWithStash
{
    IStash Stash { get; set; }
}

/// <summary>Messages put aside. They go back to the mailbox on restart and become dead letters on stop.</summary>
public interface IStash
{
    int Count { get; }

    /// <summary>Puts the message being handled aside.</summary>
    /// <exception cref="InvalidOperationException">It is put aside already.</exception>
    void Stash();

    /// <summary>Puts the oldest message back, before all others in the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all messages back in their order, before all others in the mailbox.</summary>
    void UnstashAll();
}
