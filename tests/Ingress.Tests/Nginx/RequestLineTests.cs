using System.Text;
using Orchestry.Ingress.Nginx;

namespace Orchestry.Ingress.Tests.Nginx;

public sealed class RequestLineTests
{
    [Fact]
    public void A_line_tells_application_status_time_bytes_and_replica()
    {
        var line = Parse("web|200|1.234|512|100|300|POST|512|OK|10.0.0.1:80|0.010")!;

        Assert.Equal(("web", 200, TimeSpan.FromMilliseconds(1234), 100L, 512L), (line.App, line.Status, line.Took, line.BytesIn, line.BytesOut));
        Assert.Equal(["10.0.0.1:80"], line.Tries);
        Assert.True(line.IsAnsweredByReplica);
        Assert.False(line.IsFailed);
    }

    [Theory]
    [InlineData("10.0.0.1:80, 10.0.0.2:80", "-, 0.001", true)]
    [InlineData("10.0.0.1:80, 10.0.0.2:80", "-, -", false)]
    [InlineData("10.0.0.1:80, 10.0.0.2:80, orchestry-web", "-, -, -", false)]
    public void Every_try_is_told_and_a_group_that_was_out_is_none(string tries, string times, bool isAnswered)
    {
        var line = Parse($"web|502|0.001|5|-|80|GET|5|OK|{tries}|{times}")!;

        Assert.Equal(["10.0.0.1:80", "10.0.0.2:80"], line.Tries);
        Assert.Equal(isAnswered, line.IsAnsweredByReplica);
        Assert.Equal(!isAnswered, line.IsFailed);
    }

    [Theory]
    [InlineData("web|200|0.001|3|-|80|GET|1000|OK|10.0.0.1:80|0.001", true)]
    [InlineData("web|200|0.001|3|-|80|GET|1000||10.0.0.1:80|0.001", false)]
    [InlineData("web|200|0.001|0|-|80|HEAD|1000|OK|10.0.0.1:80|0.001", false)]
    [InlineData("web|304|0.001|0|-|80|GET|1000|OK|10.0.0.1:80|0.001", false)]
    [InlineData("web|499|0.001|0|-|80|GET|-||10.0.0.1:80|-", false)]
    [InlineData("web|503|0.000|99|-|80|GET|99|OK|-|-", true)]
    [InlineData("web|503|0.001|9|-|80|GET|9|OK|10.0.0.1:80|0.001", false)]
    [InlineData("web|504|60.000|9|-|80|GET|9|OK|10.0.0.1:80|-", true)]
    public void What_has_failed_is_what_no_replica_answered_to_the_end_while_the_client_waited(string line, bool isFailed) =>
        Assert.Equal(isFailed, Parse(line)!.IsFailed);

    [Fact]
    public void A_body_that_was_announced_and_did_not_come_is_not_counted() =>
        Assert.Equal(300, Parse("web|408|1.000|0|1000000|300|POST|-||-|-")!.BytesIn);

    [Theory]
    [InlineData("")]
    [InlineData("|404|0.000|5|-|80|GET|5|OK|-|-")]
    [InlineData("web|200|0.001|3")]
    [InlineData("web|200|0.001|3|-|80|GET|1000|OK|10.0.0.1:80|0.001|more")]
    [InlineData("web|x|0.001|3|-|80|GET|1000|OK|10.0.0.1:80|0.001")]
    [InlineData("web|-1|0.001|3|-|80|GET|1000|OK|10.0.0.1:80|0.001")]
    public void What_is_no_request_of_an_application_is_passed_over(string line) => Assert.Null(Parse(line));

    private static RequestLine? Parse(string line) => RequestLine.Parse(Encoding.ASCII.GetBytes(line));
}
