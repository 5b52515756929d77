using Orchestry.Core.Documents;

namespace Orchestry.Core.Tests.Documents;

public sealed class ResourceNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("app-config")]
    [InlineData("tls.example.com")]
    [InlineData("0.0-0.9")]
    public void A_dns_subdomain_is_a_name(string text) => Assert.True(ResourceName.IsName(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a.-b")]
    [InlineData("ä")]
    [InlineData("a/b")]
    public void Anything_else_is_none(string? text) => Assert.False(ResourceName.IsName(text));

    [Fact]
    public void Parts_and_the_whole_have_their_longest()
    {
        var part = new string('a', 63);

        Assert.True(ResourceName.IsName(part));
        Assert.False(ResourceName.IsName(part + "a"));
        Assert.True(ResourceName.IsName($"{part}.{part}.{part}.{part[..61]}"));
        Assert.False(ResourceName.IsName($"{part}.{part}.{part}.{part[..62]}"));
    }
}
