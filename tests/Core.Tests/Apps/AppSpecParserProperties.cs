using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

/// <summary>Rules that hold for every document, tried with generated and with broken ones.</summary>
public sealed class AppSpecParserProperties
{
    private static readonly string[] Names =
    [
        "apiVersion", "kind", "metadata", "name", "labels", "app", "spec", "type", "image", "ports", "containerPort", "protocol", "resources",
        "cpu", "memory", "environment", "value", "source", "key", "command", "volumes", "hostPath", "mountPath", "scaling", "minReplicas",
        "mode", "healthCheck", "path", "expectedStatusCodes", "headers", "periodSeconds", "", "x y", "\0",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "0", "1", "-1", "80", "1.5", "1e400", "-0", "99999999999999999999", "\"\"", "\"v1\"", "\"App\"", "\"http\"", "\"auto\"",
        "\"/x\"", "\"/etc\"", "\"a b\"", "\"\\u0000\"", "\"\\ud800\"", "\"64Mi\"", "\"100m\"", "\"200-399\"", "\"sdk\"", "\"nginx:alpine@\"",
    ];

    [Fact]
    public void Any_json_yields_a_specification_or_says_why_not() =>
        Prop.ForAll(Json(4, Scalars).ToArbitrary(), IsSpecOrViolations).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_yields_a_specification_or_says_why_not() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => IsSpecOrViolations(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void A_document_has_the_same_content_as_itself_and_as_itself_in_another_order() =>
        Prop.ForAll(
            Json(4, [.. Scalars.Where(s => !s.Contains("\\ud", StringComparison.Ordinal))]).ToArbitrary(),
            json => SpecDocument.SameContent(json, json + " ") && SpecDocument.SameContent(json, Reversed(json))).QuickCheckThrowOnFailure();

    [Fact]
    public void Twenty_thousand_mutations_of_a_valid_document_never_throw()
    {
        var random = new Random(20_000);
        var valid = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var json = Mutate(ADocument.Small, random);
            Assert.True(IsSpecOrViolations(json), json);
            valid += AppSpecParser.Parse(json, SpecDefaults.Standard).Spec is null ? 0 : 1;
        }

        // Else the mutations would be too wild to reach the rules behind the grammar.
        Assert.InRange(valid, 100, 19_000);
    }

    private static bool IsSpecOrViolations(string json)
    {
        var parse = AppSpecParser.Parse(json, SpecDefaults.Standard);
        return parse.Spec is null
            ? parse.Violations.Count is > 0 and <= 51 && parse.Violations.All(v => v.Message.Length > 0)
            : parse.Violations.Count == 0 && SpecDocument.SameContent(json, json) && SpecDocument.ForDisplay(json, parse.Spec).Length > 0;
    }

    private static Gen<string> Json(int depth, string[] scalars)
    {
        var scalar = Gen.Elements(scalars);
        if (depth == 0)
        {
            return scalar;
        }

        var inner = Json(depth - 1, scalars);
        var fields = Gen.ListOf(Gen.Elements(Names)).Select(names => names.Distinct().Take(7).ToArray()).SelectMany(
            names => Gen.ArrayOf(inner, names.Length).Select(
                values => "{" + string.Join(',', names.Zip(values, (name, value) => $"{JsonSerializer.Serialize(name)}:{value}")) + "}"));
        return Gen.OneOf(scalar, fields, fields, Gen.ArrayOf(inner, 3).Select(items => $"[{string.Join(',', items)}]"));
    }

    private static string Reversed(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Write(document.RootElement);

        static string Write(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object => "{ " + string.Join(" ,", value.EnumerateObject().Reverse()
                .Select(p => $"{JsonSerializer.Serialize(p.Name)}: {Write(p.Value)}")) + "}",
            JsonValueKind.Array => "[" + string.Join(", ", value.EnumerateArray().Select(Write)) + "]",
            _ => value.GetRawText(),
        };
    }

    private static string Mutate(string document, Random random)
    {
        var text = document;
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(4), text.Length - at);
            text = random.Next(6) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Scalars[random.Next(Scalars.Length)]),
                2 => text.Insert(at, ((char)random.Next(0x20, 0x7f)).ToString()),
                3 => ReplaceScalar(text, random),
                4 => text.Insert(at, text.Substring(at, length)),
                _ => text.Insert(at, " "),
            };
        }

        return text;
    }

    // Keeps the grammar, so that the rules are met and not only the JSON reader.
    private static string ReplaceScalar(string text, Random random)
    {
        string[] known = ["\"v1\"", "\"App\"", "\"my-app\"", "\"http\"", "\"nginx:alpine\"", "80", "\"HTTP\"", "\"type\"", "\"image\"", "\"labels\""];
        var token = known[random.Next(known.Length)];
        var at = text.IndexOf(token, StringComparison.Ordinal);
        return at < 0 ? text : text.Remove(at, token.Length).Insert(at, Scalars[random.Next(Scalars.Length)]);
    }
}
