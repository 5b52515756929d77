using System.Text.Json;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>The judge of what subscribers were sent is not easily pleased.</summary>
public sealed class CountedLinesTests
{
    private const string Gap = """{"type":"gap","container":null,"missed":3}""";
    private const string GapOfOther = """{"type":"gap","container":"counter-2","missed":null}""";

    [Theory]
    [InlineData("out a 1|out a 2|out a 3|out a 4|out a 5|err a 5|done a 5")]
    [InlineData("err a 5|out a 1|out b 1|out a 2|bye b 1|out a 3|bye a 3")]
    [InlineData("out k 17|err k 15|out k 18|err k 20|bye k 18")]
    [InlineData("out a 1|" + Gap + "|out a 5|bye a 5")]
    [InlineData(Gap + "|out a 4|" + Gap + "|err a 20")]
    [InlineData("out a 1|" + Gap + "|bye a 7")]
    public void Nothing_is_wrong_with_every_number_once_or_a_loss_that_was_announced(string messages) => Assert.Empty(Judged(messages).Faults);

    [Theory]
    [InlineData("out a 2")]
    [InlineData("err a 10")]
    [InlineData("out a 1|out a 3")]
    [InlineData("out a 1|out a 1")]
    [InlineData("out a 1|out a 2|out a 1")]
    [InlineData("out k 17|out k 19")]
    [InlineData("err k 15|err k 25")]
    [InlineData("out a 1|bye a 2")]
    [InlineData("out a 1|out a 2|done a 1")]
    [InlineData(Gap + "|out a 3|out a 5")]
    [InlineData("out a 1|out a 3|" + Gap)]
    [InlineData("out a 1|" + Gap + "|out a 1")]
    [InlineData("out a 1|" + GapOfOther + "|out a 3")]
    public void A_hole_or_a_line_that_came_again_is_found(string messages) => Assert.Single(Judged(messages).Faults);

    [Fact]
    public void A_container_is_whole_when_it_said_its_last_word_or_a_loss_was_announced_since()
    {
        Assert.True(Judged("out a 1|bye a 1").IsWhole("a"));
        Assert.True(Judged("out a 1|" + Gap).IsWhole("a"));
        Assert.False(Judged(Gap + "|out a 1").IsWhole("a"));
        Assert.False(Judged("out a 1|" + GapOfOther).IsWhole("a"));
        Assert.False(Judged("out a 1").IsWhole("b"));
        Assert.Equal(6, Judged($"{Gap}|out a 1|{Gap}|{GapOfOther}").Missed);
    }

    /// <summary>Of container k the beginning is in the past; <c>a</c> and <c>k</c> are of one replica.</summary>
    private static CountedLines Judged(string messages)
    {
        var lines = new CountedLines(new HashSet<string> { "k" });
        lines.Read(messages.Split('|').Select(m => JsonElement.Parse(
            m[0] == '{' ? m : $$"""{"container":"counter-{{(m.Split(' ')[1] == "b" ? 2 : 1)}}","message":"{{m}}"}""")));
        return lines;
    }
}
