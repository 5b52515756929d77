namespace Orchestry.Http.Tests.Bodies;

public sealed class BodyTests
{
    private const string Start = "/api/v1/apps/my-app/start";

    [Theory]
    [InlineData("{", "line 1, column 2")]
    [InlineData("{\n \"wait\": tru }", "line 2, column")]
    [InlineData("{ \"wait\": true, }", "trailing comma")]
    [InlineData("{ // no\n }", "line 1, column 3")]
    [InlineData("{} {}", "line 1, column 4")]
    [InlineData("""{ "wait": true, "wait": false }""", "wait")]
    [InlineData("""{ "a": "\ud800" }""", "line 1, column 8: a \\u escape is one half of a surrogate pair")]
    [InlineData("wait: true", "line 1, column 1")]
    [InlineData("NaN", "line 1, column 1")]
    public async Task Broken_JSON_is_refused_with_its_place(string body, string expected)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", Start, body);
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.StartsWith("The body is not valid JSON", answer.Details, StringComparison.Ordinal);
        Assert.Contains(expected, answer.Details, StringComparison.Ordinal);
        Assert.DoesNotContain("reader options", answer.Details, StringComparison.Ordinal);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData("a: &x 1", "line 1, column 4: anchors are not accepted")]
    [InlineData("a: *x", "line 1, column 4: aliases are not accepted")]
    [InlineData("a: !!str 1", "line 1, column 4: tags are not accepted")]
    [InlineData("a: 1\nb: 2\na: 3", "line 3, column 1: the key 'a' is there twice")]
    [InlineData("a: 1\n---\nb: 2", "line 2, column 1: it holds more than one document")]
    [InlineData("? [a]\n: 1", "line 1, column 3: a key must be a scalar")]
    [InlineData("a: .inf", "is not a number that JSON knows")]
    [InlineData("a: [1, 2", "line 2, column 1")]
    [InlineData("a:\n  b: 1\n\tc: 2", "line ")]
    [InlineData("a: \"\\uD800\"", "")]
    [InlineData("a: \"\\UFFFFFFFF\"", "")]
    [InlineData("a: 11111111111111111111111111111111111111111111111111111111111111111", "more than 64 characters")]
    public async Task YAML_that_is_broken_or_can_surprise_is_refused_with_its_place(string body, string expected)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync("POST", Start, body, "application/yaml");
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.StartsWith("The body is not valid YAML", answer.Details, StringComparison.Ordinal);
        Assert.Contains(expected, answer.Details, StringComparison.Ordinal);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData("application/json", "[", "]")]
    [InlineData("application/yaml", "[", "]")]
    [InlineData("application/yaml", "{a: ", "}")]
    public async Task Nesting_beyond_64_levels_is_refused_however_deep(string type, string open, string close)
    {
        await using var api = await TestApi.StartAsync();
        foreach (var depth in new[] { 65, 100_000 })
        {
            var body = string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
            var answer = await api.SendAsync("POST", Start, body, type);
            answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
            Assert.Contains("64", answer.Details, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    public async Task A_body_of_another_type_is_refused(string type)
    {
        await using var api = await TestApi.StartAsync();
        (await api.SendAsync("POST", Start, "{}", type)).IsError(415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported content type");
        using var request = new HttpRequestMessage(HttpMethod.Post, Start) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        var untyped = await api.SendAsync(request);
        untyped.IsError(415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported content type");
        Assert.Contains("Content-Type is missing", untyped.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    public async Task Bytes_that_are_not_UTF8_are_refused(string type)
    {
        await using var api = await TestApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Start) { Content = new ByteArrayContent([(byte)'"', 0xC3, 0x28, (byte)'"']) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        Assert.Contains("it is not UTF-8", (await api.SendAsync(request)).Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_1_MiB_is_refused_whether_its_length_is_known_or_not(bool isChunked)
    {
        await using var api = await TestApi.StartAsync();
        foreach (var path in new[] { Start, "/api/v1/apps/register" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[(1024 * 1024) + 1]) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            request.Headers.TransferEncodingChunked = isChunked;
            var answer = await api.SendAsync(request);
            answer.IsError(413, "PAYLOAD_TOO_LARGE", "Request body too large");
            Assert.Equal("The body is larger than 1048576 bytes", answer.Details);
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    public async Task A_body_of_just_1_MiB_is_read(string type)
    {
        await using var api = await TestApi.StartAsync();
        var body = """{ "wait": true }""" + new string(' ', (1024 * 1024) - 16);
        Assert.Equal(200, (await api.SendAsync("POST", Start, body, type)).Status);
    }

    [Theory]
    [InlineData("- a\n")]
    [InlineData("a: b\n")]
    [InlineData("[")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("\"")]
    [InlineData("'a ")]
    [InlineData("| ")]
    [InlineData("{a,")]
    [InlineData("#\n")]
    [InlineData("a ")]
    [InlineData("[a],")]
    [InlineData("&a ")]
    [InlineData("a\n")]
    public async Task No_mebibyte_of_YAML_keeps_the_reader_busy(string unit)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 1024 * 1024 / unit.Length)));
        var started = TimeProvider.System.GetTimestamp();
        await Task.Run(() =>
        {
            try
            {
                _ = Http.Bodies.YamlBody.ToJson(body);
            }
            catch (Http.Bodies.MalformedBodyException)
            {
                // Refused is as good as read here; only the time counts.
            }
        });
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"{unit}: {TimeProvider.System.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(200, (await api.SendAsync("POST", Start, "\uFEFF{}")).Status);
        Assert.Equal(200, (await api.SendAsync("POST", Start, "\uFEFFwait: true", "application/x-yaml")).Status);
    }

    [Fact]
    public async Task Types_with_a_json_suffix_are_JSON()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(200, (await api.SendAsync("POST", Start, "{}", "application/vnd.orchestry+json; charset=UTF-8")).Status);
    }
}
