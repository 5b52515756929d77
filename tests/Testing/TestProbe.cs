using System.Threading.Channels;
using Orchestry.Actors.Kernel;
using Xunit;

namespace Orchestry.Testing;

/// <summary>An actor in the hands of a test: collects what it is told, in order, until the test asks for it.</summary>
public sealed class TestProbe
{
    private readonly TestKit _kit;
    private readonly Channel<Received> _inbox = Channel.CreateUnbounded<Received>();
    private volatile Action<IActorRef, object>? _autoPilot;

    internal TestProbe(TestKit kit, string name)
    {
        _kit = kit;
        Ref = kit.Sys.ActorOf(Props.Create(() => new ProbeActor(this)), name);
    }

    public IActorRef Ref { get; }

    /// <summary>The sender of the last message that an expectation took.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>Messages not yet taken. Only steady while the system is idle.</summary>
    public int Waiting => _inbox.Reader.Count;

    /// <summary>Sends in the probe's name, so that answers come back to it.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, Ref);

    /// <summary>Answers the last message taken.</summary>
    public void Reply(object message) => LastSender.Tell(message, Ref);

    public void Watch(IActorRef actor) => Ref.Tell(new WatchRequest(actor, true), ActorRefs.NoSender);

    public void Unwatch(IActorRef actor) => Ref.Tell(new WatchRequest(actor, false), ActorRefs.NoSender);

    /// <summary>Runs for every message as it arrives, inside the probe, before the test sees it; null ends it.</summary>
    public void SetAutoPilot(Action<IActorRef, object>? pilot) => _autoPilot = pilot;

    /// <summary>Takes the next message, which must be a <typeparamref name="T"/>.</summary>
    public async Task<T> ExpectMsgAsync<T>(TimeSpan? timeout = null)
    {
        var message = await NextAsync(typeof(T).Name, timeout);
        if (message is T expected)
            return expected;

        Assert.Fail($"{Ref} expected {typeof(T).Name} and got {message}.");
        return default!;
    }

    /// <summary>Takes the next message, which must equal <paramref name="expected"/>.</summary>
    public async Task<T> ExpectMsgAsync<T>(T expected, TimeSpan? timeout = null)
    {
        var message = await ExpectMsgAsync<T>(timeout);
        Assert.Equal(expected, message);
        return message;
    }

    public async Task<IReadOnlyList<T>> ExpectMsgsAsync<T>(int count)
    {
        var messages = new List<T>(count);
        while (messages.Count < count)
            messages.Add(await ExpectMsgAsync<T>());

        return messages;
    }

    /// <summary>Takes and drops messages up to the first that is a <typeparamref name="T"/> and fits.</summary>
    public async Task<T> FishForMessageAsync<T>(Predicate<T>? fits = null, TimeSpan? timeout = null)
    {
        while (true)
        {
            if (await NextAsync($"a fitting {typeof(T).Name}", timeout) is T message && fits?.Invoke(message) != false)
                return message;
        }
    }

    /// <summary>Lets all mailboxes come to rest; then nothing may be waiting.</summary>
    public async Task ExpectNoMsgAsync()
    {
        await _kit.WhenIdleAsync();
        if (_inbox.Reader.TryRead(out var received))
            Assert.Fail($"{Ref} expected nothing and got {received.Message}.");
    }

    public async Task<Terminated> ExpectTerminatedAsync(IActorRef actor, TimeSpan? timeout = null)
    {
        var terminated = await ExpectMsgAsync<Terminated>(timeout);
        Assert.Equal(actor, terminated.ActorRef);
        return terminated;
    }

    private async Task<object> NextAsync(string what, TimeSpan? timeout)
    {
        // Cancelled rather than abandoned: a read left behind would take the next message away from a later expectation.
        using var deadline = new CancellationTokenSource(timeout ?? TestKit.Guard, TimeProvider.System);
        try
        {
            var received = await _inbox.Reader.ReadAsync(deadline.Token);
            LastSender = received.Sender;
            return received.Message;
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Ref} expected {what} and got nothing.");
            throw;
        }
    }

    private sealed record Received(object Message, IActorRef Sender);

    private sealed record WatchRequest(IActorRef Actor, bool Begins);

    private sealed class ProbeActor(TestProbe probe) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is WatchRequest request)
            {
                _ = request.Begins ? Context.Watch(request.Actor) : Context.Unwatch(request.Actor);
                return;
            }

            probe._autoPilot?.Invoke(Sender, message);
            probe._inbox.Writer.TryWrite(new Received(message, Sender));
        }
    }
}
