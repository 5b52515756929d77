using Orchestry.Actors.Kernel.Streams;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel.Streams;

public sealed class BroadcastHubTests
{
    private readonly BroadcastHub<Element> _hub = new(OverflowStrategy.DropHead, capacity: 8);

    [Fact]
    public void Elements_come_in_the_order_in_which_they_were_published()
    {
        using var subscription = _hub.Subscribe();

        Publish(1, 2, 3);

        Assert.Equal("1 2 3", Read(subscription));
        Assert.Equal("", Read(subscription));
    }

    [Fact]
    public void A_subscriber_gets_what_is_published_after_it_came()
    {
        Publish(1, 2);
        using var late = _hub.Subscribe();
        Publish(3);

        Assert.Equal("3", Read(late));
    }

    [Fact]
    public void A_reader_takes_no_more_than_it_has_room_for_and_the_rest_next_time()
    {
        using var subscription = _hub.Subscribe();
        Publish(1, 2, 3);

        Assert.Equal("1 2", Read(subscription, room: 2));
        Assert.Equal("3", Read(subscription, room: 2));
    }

    [Fact]
    public void One_that_is_a_whole_ring_behind_loses_nothing_and_one_element_further_the_oldest()
    {
        using var subscription = _hub.Subscribe();
        Publish([.. Enumerable.Range(1, 8)]);
        Assert.Equal(0, subscription.Missed);

        Publish(9);

        Assert.Equal(1, subscription.Missed);
        Assert.Equal("1 missed: 2 3 4 5 6 7 8 9", Read(subscription));
    }

    [Fact]
    public void Who_loses_elements_is_told_exactly_how_many_and_only_once()
    {
        using var subscription = _hub.Subscribe();
        Publish([.. Enumerable.Range(1, 30)]);

        Assert.Equal("22 missed: 23 24", Read(subscription, room: 2));
        Assert.Equal(0, subscription.Missed);
        Assert.Equal("25 26 27 28 29 30", Read(subscription));
    }

    [Fact]
    public void Others_lose_nothing_by_one_that_is_slow()
    {
        using var slow = _hub.Subscribe();
        using var quick = _hub.Subscribe();
        for (var n = 1; n <= 30; n++)
        {
            Publish(n);
            Assert.Equal($"{n}", Read(quick));
        }

        Assert.Equal(22, slow.Missed);
    }

    [Fact]
    public void A_capacity_is_rounded_up_to_a_power_of_two()
    {
        var hub = new BroadcastHub<Element>(OverflowStrategy.DropHead, capacity: 5);
        using var subscription = hub.Subscribe();
        for (var n = 1; n <= 9; n++)
            hub.Publish(new Element(n));

        Assert.Equal(1, subscription.Missed);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BroadcastHub<Element>(OverflowStrategy.DropHead, capacity: 0));
    }

    [Fact]
    public void What_is_kept_weighs_no_more_than_the_limit_but_the_newest_is_always_kept()
    {
        var hub = new BroadcastHub<Element>(OverflowStrategy.DropHead, capacity: 8, weightLimit: 10, weigh: e => e.Number);
        using var subscription = hub.Subscribe();

        foreach (var weight in new[] { 3, 3, 4 })
            hub.Publish(new Element(weight));
        Assert.Equal(0, subscription.Missed);
        hub.Publish(new Element(5));
        Assert.Equal(2, subscription.Missed);
        hub.Publish(new Element(50));
        Assert.Equal("4 missed: 50", Read(subscription));

        hub.Publish(new Element(1));
        Assert.Equal("1", Read(subscription));
    }

    [Fact]
    public async Task Where_the_strategy_is_to_fail_one_that_is_too_slow_is_refused_and_the_others_go_on()
    {
        var hub = new BroadcastHub<Element>(OverflowStrategy.Fail, capacity: 2);
        using var slow = hub.Subscribe();
        using var quick = hub.Subscribe();
        for (var n = 1; n <= 5; n++)
        {
            hub.Publish(new Element(n));
            Assert.True(await quick.WaitAsync().AsTask().WaitAsync(TestKit.Guard));
            Assert.Equal($"{n}", Read(quick));
        }

        Assert.Equal(3, Assert.Throws<SubscriberTooSlowException>(() => Read(slow)).Missed);
    }

    [Fact]
    public async Task A_complete_hub_ends_when_the_rest_was_read()
    {
        using var subscription = _hub.Subscribe();
        Publish(1);
        _hub.Complete();
        Publish(2);

        Assert.True(await subscription.WaitAsync());
        Assert.Equal("1", Read(subscription));
        Assert.False(await subscription.WaitAsync());
    }

    [Fact]
    public async Task A_failed_hub_tells_why_when_the_rest_was_read()
    {
        using var subscription = _hub.Subscribe();
        Publish(1);
        var cause = new InvalidOperationException("the test said so");
        _hub.Complete(cause);
        _hub.Complete();

        Assert.True(await subscription.WaitAsync());
        Read(subscription);
        Assert.Same(cause, (await Assert.ThrowsAsync<StreamFailedException>(() => subscription.WaitAsync().AsTask())).InnerException);
    }

    [Fact]
    public async Task Who_subscribes_to_a_hub_that_is_over_is_told_so_at_once()
    {
        _hub.Complete();
        using var subscription = _hub.Subscribe();

        Assert.False(await subscription.WaitAsync());
    }

    private void Publish(params int[] numbers)
    {
        foreach (var number in numbers)
            _hub.Publish(new Element(number));
    }

    private static string Read(HubSubscription<Element> subscription, int room = 100)
    {
        var into = new Element[room];
        var count = subscription.Read(into, out var missed);
        return (missed > 0 ? $"{missed} missed: " : "") + string.Join(' ', into[..count].Select(e => e.Number));
    }
}
