using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orchestry.Http.Bodies;

/// <summary>
/// YAML 1.2 with the core schema, turned into JSON event by event. Refused because a specification never needs them and each has been used
/// to attack or to surprise: aliases and anchors, tags, several documents, a key twice, keys that aren't scalars, nesting beyond 64 levels.
/// </summary>
internal static class YamlBody
{
    private static readonly JsonWriterOptions Output = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="MalformedBodyException">The text is not that.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> text)
    {
        var parser = new Parser(new StringReader(Encoding.UTF8.GetString(text)));
        try
        {
            return Convert(parser);
        }
        catch (YamlException broken)
        {
            throw new MalformedBodyException(broken.Message.TrimEnd('.'), At(broken.Start), broken);
        }
        catch (Exception broken) when (broken is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            // Escapes such as "\UFFFFFFFF" reach the framework unchecked by the YAML library.
            throw new MalformedBodyException("an escape or a number in it has no meaning", null, broken);
        }
    }

    private static byte[] Convert(Parser parser)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, Output);
        var open = new Stack<YamlContainer>();
        var documents = 0;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case DocumentStart start when ++documents > 1:
                    throw Refused(start, "it holds more than one document");
                case AnchorAlias alias:
                    throw Refused(alias, "aliases are not accepted; write the value out");
                case NodeEvent node:
                    RefuseDecoration(node);
                    Write(writer, open, node);
                    break;
                case MappingEnd:
                    open.Pop();
                    writer.WriteEndObject();
                    break;
                case SequenceEnd:
                    open.Pop();
                    writer.WriteEndArray();
                    break;
            }
        }

        writer.Flush();
        return json.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Stack<YamlContainer> open, NodeEvent node)
    {
        if (open.TryPeek(out var container) && container.ExpectsKey)
        {
            writer.WritePropertyName(container.TakeKey(node));
            return;
        }

        container?.ValueTaken();
        switch (node)
        {
            case Scalar scalar:
                YamlScalar.Write(writer, scalar);
                break;
            case MappingStart:
                writer.WriteStartObject();
                Enter(open, node, YamlContainer.Mapping());
                break;
            default:
                writer.WriteStartArray();
                Enter(open, node, YamlContainer.Sequence());
                break;
        }
    }

    private static void Enter(Stack<YamlContainer> open, NodeEvent node, YamlContainer container)
    {
        open.Push(container);
        if (open.Count > BodyReader.MaxDepth)
        {
            throw Refused(node, $"it nests deeper than {BodyReader.MaxDepth} levels");
        }
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

    internal static MalformedBodyException Refused(ParsingEvent where, string problem) => new(problem, At(where.Start));

    private static TextPosition At(Mark mark) => new(mark.Line, mark.Column);
}
