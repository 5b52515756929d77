using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Tests.OpenApi;

/// <summary>The schemas that are written by hand say what the readers of these bodies do.</summary>
public sealed partial class WrittenSchemaTests
{
    private static readonly Dictionary<string, WrittenSchema> Schemas = new[] { WrittenSchema.Application, WrittenSchema.Deployment }.ToDictionary(s => s.Name);

    private static readonly string[] Kinds = ["string", "number", "boolean", "array", "object"];

    public static TheoryData<string> Names => [.. Schemas.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void They_name_exactly_the_fields_that_are_read(string schema)
    {
        // Whatever field a reader knows, its assembly has the name of.
        var candidates = Literals(typeof(AppSpecParser).Assembly.Location).Where(text => FieldName().IsMatch(text)).Append("noSuchField").ToHashSet();
        Assert.All(Places(schema).Where(p => p.Fields.Count > 0), place => Assert.Equal(
            place.Fields.Order(StringComparer.Ordinal),
            candidates.Where(name => IsKnown(schema, place, name)).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void They_require_exactly_what_must_be_there(string schema) => Assert.All(Places(schema).Where(p => p.Fields.Count > 0), place =>
    {
        var missing = Refused(schema, place.Within(new JsonObject())).Where(v => v.Message == "is required").Select(v => v.Field).ToHashSet();
        Assert.Equal(place.Required.Order(), place.Fields.Where(f => missing.Contains(place.PathOf(f))).Order());
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Their_types_are_the_ones_that_are_taken(string schema) => Assert.All(Places(schema), place =>
    {
        foreach (var kind in Kinds)
        {
            JsonNode value = kind switch
            {
                "string" => "x",
                "number" => (int?)place.Schema["minimum"] ?? 5,
                "boolean" => true,
                "array" => new JsonArray(),
                _ => new JsonObject(),
            };
            var isTaken = place.Types.Contains(kind) || (kind == "number" && place.Types.Contains("integer"));
            var problems = At(place, Refused(schema, place.Within(value)));
            Assert.True(isTaken ? !problems.Any(p => OfAnotherType().IsMatch(p)) : problems.Count > 0, $"{place.Path}, {kind}: {string.Join("; ", problems)}");
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Their_bounds_are_the_ones_that_hold(string schema) => Assert.All(Places(schema).Where(p => p.Types is ["integer"] or ["number"]), place =>
    {
        var (least, most) = ((int)place.Schema["minimum"]!, (int)place.Schema["maximum"]!);
        foreach (var (number, isIn) in new[] { (least - 1, false), (least, true), (most, true), (most + 1, false) })
        {
            var problems = At(place, Refused(schema, place.Within(number)));
            var isOut = problems.Any(p => p.Contains($"from {least} to {most}, not", StringComparison.Ordinal));
            Assert.True(isOut != isIn, $"{place.Path}, {number}: {string.Join("; ", problems)}");
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Their_words_are_the_ones_that_are_understood(string schema) => Assert.All(Places(schema).Where(p => p.Words.Count > 0), place =>
    {
        foreach (var word in place.Words)
        {
            Assert.DoesNotContain(At(place, Refused(schema, place.Within(word))), p => Choice().IsMatch(p));
        }

        var told = Choice().Match(Assert.Single(At(place, Refused(schema, place.Within("nonesuch")))));
        Assert.True(told.Success, place.Path);
        Assert.Subset(place.Words.ToHashSet(), Word().Matches(told.Groups["words"].Value).Select(m => m.Value).Where(w => w != "or").ToHashSet());
    });

    [Fact]
    public async Task The_document_has_them_as_they_are_written()
    {
        await using var api = await TestApi.StartAsync();
        var served = JsonNode.Parse((await api.GetAsync("/openapi/v1.json")).Body)!["components"]!["schemas"]!;
        foreach (var (name, schema) in Schemas)
        {
            Assert.Equal(Sorted(schema.Read()), Sorted(served[name]!));
        }
    }

    private static IEnumerable<SchemaPlace> Places(string schema) => SchemaPlace.Of(Schemas[schema].Read());

    private static bool IsKnown(string schema, SchemaPlace place, string name) =>
        !At(place with { Path = place.PathOf(name) }, Refused(schema, place.Within(new JsonObject { [name] = true }))).Any(p => p.Contains(" is not a field of ", StringComparison.Ordinal));

    private static List<string> At(SchemaPlace place, IReadOnlyList<Violation> violations) => [.. violations.Where(v => v.Field == place.Path).Select(v => v.Message)];

    private static IReadOnlyList<Violation> Refused(string schema, JsonNode? body)
    {
        var document = JsonSerializer.SerializeToElement(body);
        return schema == WrittenSchema.Application.Name
            ? AppSpecParser.Parse(document, new SpecDefaults()).Violations
            : RingDeploymentReader.Read(document, new SpecDefaults(), new Sealer()).Violations;
    }

    /// <summary>Every text that is written in an assembly's code.</summary>
    private static IEnumerable<string> Literals(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        var metadata = image.GetMetadataReader();
        // The first is no text, only the heap's beginning.
        for (var text = metadata.GetNextHandle(MetadataTokens.UserStringHandle(0)); !text.IsNil; text = metadata.GetNextHandle(text))
        {
            yield return metadata.GetUserString(text);
        }
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject record => $"{{{string.Join(',', record.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Sorted(p.Value)}"))}}}",
        JsonArray list => $"[{string.Join(',', list.Select(Sorted).Order(StringComparer.Ordinal))}]",
        _ => node?.ToJsonString() ?? "null",
    };

    [GeneratedRegex("^[a-z][A-Za-z0-9_]{1,40}$")]
    private static partial Regex FieldName();

    [GeneratedRegex("^must be (a string|an object|a list|true or false|an integer|a number)\\b.*, not (the (string|number|boolean)|an object|a list)\\b")]
    private static partial Regex OfAnotherType();

    [GeneratedRegex("^must be (?<words>\\w+(, \\w+)*( or \\w+)?), not '")]
    private static partial Regex Choice();

    [GeneratedRegex("\\w+")]
    private static partial Regex Word();

    private sealed class Sealer : IRingSealer
    {
        public string Value(NamespaceName @namespace, AppName app, string variable, string value) => "sealed";

        public string Password(NamespaceName @namespace, AppName app, string password) => "sealed";
    }
}
