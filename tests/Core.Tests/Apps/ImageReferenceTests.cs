namespace Orchestry.Core.Tests.Apps;

public sealed class ImageReferenceTests
{
    private const string Hex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("nginx")]
    [InlineData("nginx:alpine")]
    [InlineData("myapp/api:v2.1.0")]
    [InlineData("localhost/a")]
    [InlineData("localhost:5000/a/b:1")]
    [InlineData("Registry.Example.com:5000/a__b/c-d.e:T_1")]
    [InlineData("10.0.0.1:5000/a")]
    [InlineData("[2001:db8::1]:5000/a")]
    [InlineData("a@sha256:" + Hex64)]
    [InlineData("r.example/a:1@sha256:" + Hex64)]
    public void References_of_every_form_are_accepted(string image) =>
        Assert.Equal(image, new ADocument().With("spec.image", $"\"{image}\"").Spec.Image);

    [Theory]
    [InlineData("", "must not be empty")]
    [InlineData("Nginx", "the path must be lowercase")]
    [InlineData("my/App", "the path must be lowercase")]
    [InlineData("a//b", "separated by '/'")]
    [InlineData("/a", "separated by '/'")]
    [InlineData("a b", "the path must be lowercase letters and digits")]
    [InlineData("a:", "the tag must be 1 to 128")]
    [InlineData("a:-x", "the tag must be 1 to 128")]
    [InlineData("a:b:c", "the path must be")]
    [InlineData("a\\n", "the path must be")]
    [InlineData("http://r.example/a", "the registry must be a host name")]
    [InlineData("r.example:99999/a", "the registry must be a host name or address, with a port")]
    [InlineData("-r.example/a", "the registry must be a host name")]
    [InlineData("[zz]/a", "the registry must be a host name")]
    [InlineData("a@sha256:abc", "the digest must be an algorithm and at least 32")]
    [InlineData("a@sha256:0123456789abcdef0123456789abcdef", "a sha256 digest has exactly 64")]
    [InlineData("a@", "the digest must be")]
    [InlineData(Hex64, "would be taken for an image's id")]
    public void Broken_references_are_refused_with_the_part_that_is_broken(string image, string message) =>
        new ADocument().With("spec.image", $"\"{image}\"").IsRefused("spec.image", message);

    [Fact]
    public void Lengths_are_bounded()
    {
        new ADocument().With("spec.image", $"\"{new string('a', 4097)}\"").IsRefused("spec.image", "must be at most 4096 characters long, not 4097");
        new ADocument().With("spec.image", $"\"{new string('a', 256)}\"").IsRefused("spec.image", "must be at most 255 characters long, not 256");
        new ADocument().With("spec.image", $"\"a:{new string('a', 129)}\"").IsRefused("spec.image", "the tag must be 1 to 128");
    }
}
