using System.Text.Json.Nodes;
using Orchestry.Cli.Documents;

namespace Orchestry.Cli.Tests.Documents;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1.0}""", "")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":2}}""", "a.b: 1 -> 2")]
    [InlineData("""{"a":[1]}""", """{"a":[1,{"c":true}]}""", "a[1]: (not there) -> {\"c\":true}")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2]}""", "a[0]: 1 -> 2; a[1]: 2 -> (goes)")]
    [InlineData("""{"a":"x"}""", """{"a":["x"]}""", "a: \"x\" -> [\"x\"]")]
    [InlineData("""{"password":"********"}""", """{"password":"x"}""", "")]
    public void Fields_that_differ_are_told_with_their_path(string from, string to, string told) =>
        Assert.Equal(told, string.Join("; ", SpecChanges.Between(JsonNode.Parse(from)!, JsonNode.Parse(to)!).Select(SpecChanges.Line)));
}
