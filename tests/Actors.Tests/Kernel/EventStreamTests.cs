using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class EventStreamTests : LabKit
{
    [Fact]
    public async Task A_subscriber_gets_events_of_the_type_its_subtypes_and_implementations()
    {
        var (derived, @base, mark) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        Assert.True(Sys.EventStream.Subscribe<Derived>(derived.Ref));
        Assert.True(Sys.EventStream.Subscribe<Base>(@base.Ref));
        Assert.True(Sys.EventStream.Subscribe<IMark>(mark.Ref));
        Assert.False(Sys.EventStream.Subscribe<IMark>(mark.Ref));

        Sys.EventStream.Publish(new Derived());
        Sys.EventStream.Publish(new Base());
        await derived.ExpectMsgAsync<Derived>();
        await derived.ExpectNoMsgAsync();
        await @base.ExpectMsgsAsync<Base>(2);
        await mark.ExpectMsgAsync<Derived>();
        await mark.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task Two_fitting_subscriptions_of_one_actor_deliver_an_event_once()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<Base>(probe.Ref);
        Sys.EventStream.Subscribe<IMark>(probe.Ref);
        Sys.EventStream.Publish(new Derived());
        await probe.ExpectMsgAsync<Derived>();
        await probe.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task After_unsubscribing_nothing_comes()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<Base>(probe.Ref);
        Sys.EventStream.Publish(new Base());
        await probe.ExpectMsgAsync<Base>();
        Assert.True(Sys.EventStream.Unsubscribe(probe.Ref, typeof(Base)));
        Assert.False(Sys.EventStream.Unsubscribe(probe.Ref));
        Sys.EventStream.Publish(new Base());
        await probe.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task A_subscription_ends_with_its_actor()
    {
        var probe = CreateTestProbe();
        var actor = await StartAsync("subscriber");
        Sys.EventStream.Subscribe<Base>(actor);
        Sys.EventStream.Subscribe<DeadLetter>(probe.Ref);
        await actor.GracefulStop(Guard).WaitAsync(Guard);

        Sys.EventStream.Publish(new Base());
        await probe.ExpectNoMsgAsync();
        Assert.False(Sys.EventStream.Subscribe<Base>(actor));
        Assert.False(Sys.EventStream.Unsubscribe(actor));
    }

    private interface IMark;

    private record Base;

    private sealed record Derived : Base, IMark;
}
