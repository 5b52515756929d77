using Orchestry.Cli.Documents;

namespace Orchestry.Cli.Tests.Documents;

public sealed class VariablesTests
{
    private readonly Variables _variables = new(new Dictionary<string, string> { ["TAG"] = "1.2", ["N"] = "3", ["LOOP"] = "$TAG" });

    [Theory]
    [InlineData("app:$TAG", "app:1.2")]
    [InlineData("${TAG}-x$N", "1.2-x3")]
    [InlineData("$LOOP", "$TAG")]
    [InlineData("$$TAG $", "$TAG $")]
    [InlineData("$1 ${} ${TAG $-", "$1 ${} ${TAG $-")]
    public void Variables_are_filled_in_once(string text, string filled)
    {
        Assert.Equal(filled, _variables.Fill(text, "image"));
        Assert.Empty(_variables.Missing);
    }

    [Fact]
    public void What_is_not_set_is_told_but_in_commands_which_have_a_shell_of_their_own()
    {
        Assert.Equal("exec app --port $PORT --tag 1.2", _variables.Fill("exec app --port $PORT --tag $TAG", "command"));
        Assert.Empty(_variables.Missing);

        _variables.Fill("$B ${A} $B", "image");
        Assert.Equal(["A", "B"], _variables.Missing);
    }

    [Fact]
    public void An_env_file_has_comments_quotes_and_export()
    {
        var values = EnvFile.Parse("# c\n\nA=1\nexport B = 'two words'\nC=\"a=b\"\r\nD=\n", "f");

        Assert.Equal(["1", "two words", "a=b", ""], new[] { "A", "B", "C", "D" }.Select(n => values[n]));
    }

    [Fact]
    public void A_line_that_is_none_is_told_by_its_number_and_not_shown()
    {
        var failure = Assert.Throws<CommandFailure>(() => EnvFile.Parse("A=1\nhunter2\n", "f"));

        Assert.Equal("f, line 2: not KEY=VALUE", failure.Message);
    }
}
