using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Tests.Namespaces;

public sealed class NamespaceNameTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("a")]
    [InlineData("team-7")]
    [InlineData("012345678901234567890123456789012345678901234567890123456789abc")]
    public void A_DNS_label_is_a_name(string text)
    {
        Assert.True(NamespaceName.TryParse(text, out var name));
        Assert.Equal((text, text), (name.Value, name.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890abcd")]
    public void Anything_else_is_none(string? text)
    {
        Assert.False(NamespaceName.TryParse(text, out _));
        Assert.Throws<FormatException>(() => NamespaceName.Parse(text!));
    }

    [Fact]
    public void Whoever_names_none_means_the_default_one()
    {
        Assert.Equal(NamespaceName.Default, default);
        Assert.Equal(NamespaceName.Default.GetHashCode(), default(NamespaceName).GetHashCode());
        Assert.True(NamespaceName.Parse("default").IsDefault);
        Assert.False(NamespaceName.Parse("production").IsDefault);
    }
}
