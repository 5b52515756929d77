using Orchestry.Core.Ingress;

namespace Orchestry.Core.Tests.Ingress;

public sealed class TrafficLedgerTests
{
    [Fact]
    public void What_was_counted_before_it_began_is_left_out()
    {
        var ledger = new TrafficLedger();

        Assert.Equal(0, ledger.Add([Node("a", "1", requests: 100)])["web"].Requests);
        Assert.Equal(20, ledger.Add([Node("a", "1", requests: 120)])["web"].Requests);
    }

    [Fact]
    public void A_process_that_begins_later_counts_whole_and_what_one_counted_before_its_end_stays()
    {
        var ledger = new TrafficLedger();
        ledger.Add([Node("a", "1", requests: 100), Node("b", "1", requests: 10)]);
        ledger.Add([Node("a", "1", requests: 130), Node("b", "1", requests: 10)]);

        ledger.Add([Node("a", "2", requests: 5), Node("b", "1", requests: 11)]);

        Assert.Equal(36 + 2, ledger.Add([Node("a", "2", requests: 7), Node("b", "1", requests: 11)])["web"].Requests);
    }

    [Fact]
    public void An_application_that_is_registered_anew_is_counted_from_zero()
    {
        var ledger = new TrafficLedger();
        ledger.Add([Node("a", "1", requests: 100)]);

        Assert.Equal(3, ledger.Add([Node("a", "1", requests: 3)])["web"].Requests);
    }

    [Fact]
    public void What_is_under_way_is_that_of_all_nodes_now()
    {
        var ledger = new TrafficLedger();
        ledger.Add([Node("a", "1", 1, open: 4), Node("b", "1", 1, open: 2)]);

        var total = ledger.Add([Node("a", "1", 1, open: 3), Node("b", "1", 1, open: 2)])["web"];
        Assert.Equal(5, total.Open);
        Assert.Equal(2, ledger.Add([Node("b", "1", 1, open: 2)])["web"].Open);
    }

    [Fact]
    public void Latencies_are_those_of_the_requests_since()
    {
        var ledger = new TrafficLedger();
        ledger.Add([Node("a", "1", 2, latency: [(10, 2)])]);

        var total = ledger.Add([Node("a", "1", 5, latency: [(10, 3), (90, 2)])])["web"];

        Assert.Equal([new BucketCount(10, 1), new BucketCount(90, 2)], total.Latency.Counts.AsEnumerable());
    }

    [Fact]
    public void Totals_are_the_sum_of_what_every_life_of_every_node_counted()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var ledger = new TrafficLedger();
            ledger.Add([]);
            var (counts, lives, expected) = (new long[3], new int[3], 0L);
            for (var step = 0; step < 30; step++)
            {
                var node = random.Next(3);
                if (random.Next(5) == 0)
                {
                    (lives[node], counts[node]) = (lives[node] + 1, 0);
                }

                var more = random.Next(50);
                counts[node] += more;
                expected += more;
                ledger.Add([.. Enumerable.Range(0, 3).Select(n => Node($"n{n}", $"{lives[n]}", counts[n]))]);
            }

            Assert.Equal(expected, ledger.Add([])["web"].Requests);
        }
    }

    private static NodeTraffic Node(string node, string life, long requests, int open = 0, (int Bucket, long Count)[]? latency = null) => new(
        node, life, 1, new IngressState(IngressMode.Embedded, 1),
        new IngressTraffic(
            [
                new AppTraffic
                {
                    App = "web",
                    Requests = requests,
                    Open = open,
                    Latency = new LatencyDistribution([.. (latency ?? []).Select(l => new BucketCount(l.Bucket, l.Count))]),
                },
            ],
            []));
}
