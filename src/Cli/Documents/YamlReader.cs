using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orchestry.Cli.Documents;

/// <summary>
/// YAML 1.2 with the core schema as JSON, under the controller's own rules: no anchors, aliases or tags, no key twice. Several documents are fine here, each is
/// sent by itself.
/// </summary>
internal static class YamlReader
{
    private const int MaxDepth = 64;

    /// <summary>The documents of a text; empty ones are left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fill">
    /// Fills in variables of a scalar's text, before it is known to be a number or a word; told the key it stands under. Null: there are none.
    /// </param>
    /// <exception cref="MalformedDocumentException">The text is not that.</exception>
    public static IReadOnlyList<JsonNode> Read(string text, Func<string, string, string>? fill = null)
    {
        var parser = new Parser(new StringReader(text));
        var documents = new List<JsonNode>();
        try
        {
            parser.Consume<StreamStart>();
            while (!parser.Accept<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                if (Node(parser, 0, "", fill ?? ((s, _) => s)) is { } document)
                {
                    documents.Add(document);
                }

                parser.Consume<DocumentEnd>();
            }
        }
        catch (YamlException malformed)
        {
            throw new MalformedDocumentException($"line {malformed.Start.Line}, column {malformed.Start.Column}: {malformed.Message.TrimEnd('.')}", malformed);
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            // Escapes such as "\UFFFFFFFF" reach the framework unchecked by the YAML library.
            throw new MalformedDocumentException("an escape or a number in it has no meaning", malformed);
        }

        return documents;
    }

    private static JsonNode? Node(Parser parser, int depth, string under, Func<string, string, string> fill)
    {
        if (depth > MaxDepth)
        {
            throw Refused(parser.Current!, $"it nests deeper than {MaxDepth} levels");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            throw Refused(alias, "aliases are not accepted; write the value out");
        }

        if (parser.Current is NodeEvent decorated)
        {
            RefuseDecoration(decorated);
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            var text = fill(scalar.Value, under);
            return scalar.Style == ScalarStyle.Plain ? YamlScalar.Read(text) : JsonValue.Create(text);
        }

        return parser.TryConsume<SequenceStart>(out _) ? Sequence(parser, depth, under, fill) : Mapping(parser, depth, fill);
    }

    private static JsonArray Sequence(Parser parser, int depth, string under, Func<string, string, string> fill)
    {
        var sequence = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            sequence.Add(Node(parser, depth + 1, under, fill));
        }

        return sequence;
    }

    private static JsonObject Mapping(Parser parser, int depth, Func<string, string, string> fill)
    {
        parser.Consume<MappingStart>();
        var mapping = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw Refused(parser.Current!, "a key must be a scalar");
            }

            RefuseDecoration(key);
            if (mapping.ContainsKey(key.Value))
            {
                throw Refused(key, $"the key '{key.Value}' is there twice");
            }

            mapping.Add(key.Value, Node(parser, depth + 1, key.Value, fill));
        }

        return mapping;
    }

    private static void RefuseDecoration(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw Refused(node, "anchors are not accepted; write the value out where it is needed");
        }

        if (!node.Tag.IsEmpty)
        {
            throw Refused(node, "tags are not accepted; quote a scalar to make it text");
        }
    }

    private static MalformedDocumentException Refused(ParsingEvent where, string problem) =>
        new($"line {where.Start.Line}, column {where.Start.Column}: {problem}");
}
