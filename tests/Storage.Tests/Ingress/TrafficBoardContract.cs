using Orchestry.Core.Ingress;

namespace Orchestry.Storage.Tests.Ingress;

/// <summary>What every board of the nodes' traffic does. One subclass per board.</summary>
public abstract class TrafficBoardContract
{
    /// <summary>The board; the same in every call.</summary>
    protected abstract ITrafficBoard Board { get; }

    /// <summary>Lets time pass on the clock of the board.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task A_board_that_nobody_posted_on_is_empty() => Assert.Empty(await ReadAsync());

    [Fact]
    public async Task What_a_node_said_is_read_with_every_field_and_its_age()
    {
        var said = Full("node-1");
        await PostAsync(said);
        await PassAsync(TimeSpan.FromMinutes(3));

        var read = Assert.Single(await ReadAsync());

        Assert.Equal(said.ToJson(), read.Traffic.ToJson());
        Assert.Equal(3, Math.Floor(read.Age.TotalMinutes));
    }

    [Fact]
    public async Task The_newest_word_of_each_node_replaces_the_one_before()
    {
        await PostAsync(Said("node-1", revision: 1));
        await PostAsync(Said("node-2", revision: 5));
        await PassAsync(TimeSpan.FromMinutes(8));
        await PostAsync(Said("node-1", revision: 2));

        var read = (await ReadAsync()).OrderBy(post => post.Traffic.Node, StringComparer.Ordinal).ToArray();

        Assert.Equal([("node-1", 2), ("node-2", 5)], read.Select(post => (post.Traffic.Node, post.Traffic.Revision)));
        Assert.Equal([0, 8], read.Select(post => Math.Floor(post.Age.TotalMinutes)));
    }

    [Fact]
    public async Task A_node_that_said_nothing_for_ten_minutes_is_left_out_until_it_speaks_again()
    {
        await PostAsync(Said("node-1", revision: 1));
        await PostAsync(Said("node-2", revision: 1));
        await PassAsync(TimeSpan.FromMinutes(11));
        await PostAsync(Said("node-2", revision: 2));

        Assert.Equal(["node-2"], (await ReadAsync()).Select(post => post.Traffic.Node));
        await PostAsync(Said("node-1", revision: 3));
        Assert.Equal(2, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task A_text_may_hold_any_character()
    {
        var said = Said("node\0\u0010'\ud800 žluťoučký 🐳", revision: 1) with
        {
            Incarnation = "life\0\u0010", State = new IngressState(IngressMode.Nginx, 1, "it's \"broken\"\0\n"),
        };
        await PostAsync(said);

        Assert.Equal(said with { Traffic = IngressTraffic.None }, Assert.Single(await ReadAsync()).Traffic with { Traffic = IngressTraffic.None });
    }

    protected static NodeTraffic Said(string node, long revision) =>
        new(node, "life-1", revision, new IngressState(IngressMode.Embedded, 1), IngressTraffic.None);

    protected Task PostAsync(NodeTraffic traffic) => Board.PostAsync(traffic, CancellationToken.None);

    protected Task<IReadOnlyList<PostedTraffic>> ReadAsync() => Board.ReadAsync(CancellationToken.None);

    private static NodeTraffic Full(string node) => Said(node, revision: 7) with
    {
        State = new IngressState(IngressMode.Nginx, 2, "nginx refused the file."),
        Traffic = new IngressTraffic(
            [new AppTraffic { App = "web", Requests = 10, ByClass = [1, 2, 3, 4, 5], Failed = 6, Retried = 7, BytesIn = 8, BytesOut = 9, Open = 1, Held = 2 }],
            [new ReplicaTraffic("web", 1, 4, 3, 9, 2, 1)]),
    };
}
