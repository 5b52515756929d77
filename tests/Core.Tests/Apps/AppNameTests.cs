using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class AppNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("my-app-1")]
    [InlineData("a--b")]
    public void Lowercase_letters_digits_and_hyphens_with_both_ends_alphanumeric_are_a_name(string text)
    {
        Assert.True(AppName.TryParse(text, out var name));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("a/../b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("١")]
    public void Anything_else_is_none(string? text) => Assert.False(AppName.TryParse(text, out _));

    [Fact]
    public void A_name_has_at_most_253_characters()
    {
        Assert.True(AppName.TryParse(new string('a', 253), out _));
        Assert.False(AppName.TryParse(new string('a', 254), out _));
    }

    [Fact]
    public void The_rule_is_the_dns_form_for_every_text() => Prop.ForAll(
        Gen.Elements('a', 'z', '0', '9', '-', 'A', '.', 'é').ArrayOf().Select(c => new string(c)).ToArbitrary(),
        text => AppName.TryParse(text, out _) == System.Text.RegularExpressions.Regex.IsMatch(text, @"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z"))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_record_of_ours_with_another_text_is_an_error_that_shows_it() =>
        Assert.Equal("'A b' is not an application name.", Assert.Throws<FormatException>(() => AppName.Parse("A b")).Message);
}
