using System.Text;
using System.Text.Json;
using Orchestry.Core.Streams;
using Orchestry.Http.Streams;

namespace Orchestry.Http.Tests.Streams;

public sealed class StreamItemJsonTests
{
    [Fact]
    public void Every_message_has_the_fields_of_its_kind_in_their_order()
    {
        var cursor = Some.Place().ToString();
        var earlier = Some.Time.AddSeconds(-1);
        Assert.Equal(
            $$"""{"timestamp":"2024-01-15T10:30:15.123Z","container":"my-app-1","level":"INFO","message":"INFO up","cursor":"{{cursor}}"}""",
            Text(Some.Line("INFO up", level: "INFO")));
        Assert.Equal(
            $$"""{"type":"end","timestamp":"2024-01-15T10:30:15.123Z","container":"my-app-1","cursor":"{{cursor}}"}""",
            Text(new EndItem(1, "my-app-1", Some.Time, Some.Place())));
        Assert.Equal(
            $$"""{"type":"gap","timestamp":"2024-01-15T10:30:15.123Z","container":"my-app-1","from":"2024-01-15T10:30:14.1234567Z","to":"2024-01-15T10:30:15.1234567Z","missed":12,"reason":"The subscriber was too slow","cursor":"{{cursor}}"}""",
            Text(new LogGapItem(1, "my-app-1", earlier, Some.Time, 12, "The subscriber was too slow", Some.Time, Some.Place())));
        Assert.Equal(
            """{"timestamp":"2024-01-15T10:30:15.123Z","cpu_percent":45.2,"memory_percent":62.1,"rps":125.3,"latency_p95_ms":null,"active_connections":4,"healthy_replicas":2,"total_replicas":3,"cursor":"638409114151234567"}""",
            Text(Some.Figures));
        Assert.Equal(
            """{"type":"gap","timestamp":"2024-01-15T10:30:15.123Z","container":null,"from":"2024-01-15T10:30:14.1234567Z","to":"2024-01-15T10:30:15.1234567Z","missed":null,"reason":"Gone","cursor":"638409114151234566"}""",
            Text(new MetricGapItem(earlier, Some.Time, "Gone", Some.Time)));
        Assert.Equal(
            """{"id":42,"type":"scaling","app_name":"my-app","message":"Scaled up from 2 to 3 replicas","timestamp":"2024-01-15T10:30:15.123Z","details":{"new_replicas":3},"cursor":"42.638409114151234567"}""",
            Text(Some.Event(42, details: """{"new_replicas":3}""")));
        Assert.Equal(
            """{"id":43,"type":"scaling","app_name":null,"message":"Scaled up from 2 to 3 replicas","timestamp":"2024-01-15T10:30:15.123Z","details":{},"cursor":"43.638409114151234567"}""",
            Text(Some.Event(43, app: null)));
        Assert.Equal(
            """{"type":"gap","timestamp":"2024-01-15T10:30:15.123Z","container":null,"from":"10","to":"15","missed":4,"reason":"These events are older than events are kept","cursor":"14"}""",
            Text(new EventGapItem(10, 15, Some.Time)));
        Assert.Equal(
            """{"type":"gap","timestamp":"2024-01-15T10:30:15.123Z","container":null,"from":null,"to":"15","missed":null,"reason":"The database lost its last changes: up to here it may have other events than were sent","cursor":"14.638409114151234567"}""",
            Text(new EventsReplacedItem(new EventCursor(14, Some.Time), Some.Time)));
    }

    [Theory]
    [InlineData("a\0b\u0007\u001b[31mred\u001b[0m\r\t\\\"</script>")]
    [InlineData("\ud800 alone, \udc00 too")]
    [InlineData("line\u2028and\u2029ends\u0085, wärme 🐳 \ufffd")]
    [InlineData("two\nlines\r\n")]
    public void Whatever_a_line_holds_its_message_is_JSON_in_UTF8_on_one_line(string text)
    {
        var bytes = StreamItemJson.Write(Some.Line(text));
        Assert.DoesNotContain((byte)'\n', bytes);
        Assert.DoesNotContain((byte)'\r', bytes);
        // Throws where a byte is not UTF-8.
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
        Assert.Equal(
            text.Replace("\ud800 alone", "\ufffd alone", StringComparison.Ordinal).Replace("\udc00 too", "\ufffd too", StringComparison.Ordinal),
            JsonElement.Parse(bytes).GetProperty("message").GetString());
    }

    private static string Text(StreamItem item) => Encoding.UTF8.GetString(StreamItemJson.Write(item));
}
