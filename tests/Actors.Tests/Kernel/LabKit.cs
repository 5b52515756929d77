using Orchestry.Actors.Kernel;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel;

/// <summary>A test kit with one journal that the laboratory's actors report to.</summary>
public abstract class LabKit : TestKit
{
    protected LabKit() => Journal = CreateTestProbe("journal");

    protected TestProbe Journal { get; }

    /// <summary>Starts a laboratory actor and takes its PreStart from the journal.</summary>
    protected async Task<IActorRef> StartAsync(string name, SupervisorStrategy? strategy = null)
    {
        var actor = Sys.ActorOf(LabActor.Props(Journal.Ref, strategy), name);
        await Journal.ExpectMsgAsync(new Lived("PreStart", name));
        return actor;
    }

    protected async Task<IActorRef> StartChildAsync(IActorRef parent, string name, SupervisorStrategy? strategy = null)
    {
        var child = await InsideAsync(parent, lab => lab.Ctx.ActorOf(LabActor.Props(Journal.Ref, strategy), name));
        await Journal.ExpectMsgAsync(new Lived("PreStart", name));
        return child;
    }

    /// <summary>Evaluates something inside an actor.</summary>
    private protected static Task<T> InsideAsync<T>(IActorRef actor, Func<LabActor, T> read)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(new Act(lab =>
        {
            try
            {
                answer.SetResult(read(lab));
            }
            catch (Exception error)
            {
                answer.SetException(error);
            }
        }));
        return answer.Task.WaitAsync(Guard);
    }

    private protected static Task InsideAsync(IActorRef actor, Action<LabActor> act)
        => InsideAsync(actor, lab =>
        {
            act(lab);
            return true;
        });

    private protected Task ExpectLivedAsync(string step, string name) => Journal.ExpectMsgAsync(new Lived(step, name));
}
