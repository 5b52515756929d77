using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Orchestry.Cli.Documents;

namespace Orchestry.Cli.Tests.Documents;

public sealed class YamlTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: [1.50, -.5, 0x1F, 0o17, 1e3, +7]", """{"a":[1.50,-0.5,31,15,1e3,7]}""")]
    [InlineData("a: [yes, on, 1:30, 1.2.3, 0x, '1', e5, 007a]", """{"a":["yes","on","1:30","1.2.3","0x","1","e5","007a"]}""")]
    [InlineData("a: [~, null, '', true, False]", """{"a":[null,null,"",true,false]}""")]
    [InlineData("a:\n  - b: {c: |\n      no\n    }", null)]
    [InlineData("a: |\n  one\n  two\n", """{"a":"one\ntwo\n"}""")]
    public void Yaml_is_read_by_the_core_schema(string yaml, string? json)
    {
        if (json is null)
        {
            Assert.Throws<MalformedDocumentException>(() => YamlReader.Read(yaml));
            return;
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), YamlReader.Read(yaml).Single()), YamlReader.Read(yaml).Single().ToJsonString());
    }

    [Theory]
    [InlineData("a: &x 1", "line 1, column 4: anchors")]
    [InlineData("a: *x", "aliases")]
    [InlineData("a: !!str 1", "tags")]
    [InlineData("a: 1\na: 2", "line 2, column 1: the key 'a' is there twice")]
    [InlineData("? [a]\n: 1", "a key must be a scalar")]
    [InlineData("a: [", "line")]
    public void What_a_specification_never_needs_is_refused_with_its_place(string yaml, string told) =>
        Assert.Contains(told, Assert.Throws<MalformedDocumentException>(() => YamlReader.Read(yaml)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Depth_has_an_end() =>
        Assert.Contains("deeper", Assert.Throws<MalformedDocumentException>(() => YamlReader.Read(new string('[', 100))).Message, StringComparison.Ordinal);

    [Fact]
    public void Documents_are_told_apart_and_empty_ones_left_out() => Assert.Equal(2, YamlReader.Read("a: 1\n---\n---\nb: 2\n").Count);

    [Fact]
    public void What_is_written_as_yaml_reads_the_same() => Prop.ForAll(
        Json(3).ToArbitrary(),
        json =>
        {
            var yaml = YamlText.Of(JsonElement.Parse(json));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), YamlReader.Read(yaml).SingleOrDefault()), yaml);
        }).QuickCheckThrowOnFailure();

    private static Gen<string> Json(int depth)
    {
        var text = Gen.OneOf(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s =>
                new string([.. s.Get.Where(c => !char.IsSurrogate(c) && c is not ('\0' or '\uFEFF' or '\uFFFE' or '\uFFFF'))])),
            Gen.Elements("yes", "null", "1", "0x10", "a: b", "- a", "#c", "a #c", " a", "a ", "8080:80", "1e3", "true", "~", "*a", "&b", "!c", "%d", "@e",
                "'", "\"", "a\nb", "\t", "C:", "{", "[", ",", "=")).Select(s => JsonSerializer.Serialize(s));
        var leaf = Gen.OneOf(text, Gen.Elements("1", "-2.5", "true", "false", "null", "{}", "[]"));
        if (depth == 0)
        {
            return leaf;
        }

        var list = Json(depth - 1).NonEmptyListOf().Select(items => $"[{string.Join(',', items.Take(3))}]");
        var map = text.Zip(Json(depth - 1)).NonEmptyListOf().Select(entries =>
            $"{{{string.Join(',', entries.DistinctBy(e => e.Item1).Take(3).Select(e => $"{e.Item1}:{e.Item2}"))}}}");
        // A document is a map: a bare null would be no document.
        return depth == 3 ? map : Gen.OneOf(leaf, list, map);
    }
}
