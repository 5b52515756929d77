using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Orchestry.Contracts;
using Orchestry.Contracts.Streams;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Ring;

namespace Orchestry.Http.Tests.OpenApi;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_is_valid_OpenAPI_3_1()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync("/openapi/v1.json");
        Assert.StartsWith("3.1", answer.Json.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var read = OpenApiDocument.Parse(answer.Body, "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(e => e.ToString()));
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(e => e.ToString()));
    }

    [Fact]
    public async Task Every_mapped_route_is_in_it_and_nothing_else()
    {
        await using var api = await TestApi.StartAsync();
        var mapped = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<OperationDoc>()!.IsInDocument)
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}"));
        Assert.Equal(mapped.Order(), (await OperationsAsync(api)).Select(o => o.Name).Order());
    }

    [Fact]
    public async Task Every_operation_has_a_summary_a_tag_an_example_of_each_body_and_examples_of_its_errors()
    {
        await using var api = await TestApi.StartAsync();
        foreach (var (name, operation) in await OperationsAsync(api))
        {
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()), name);
            Assert.NotEmpty(operation.GetProperty("tags").EnumerateArray());
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("operationId").GetString()), name);
            if (operation.TryGetProperty("requestBody", out var body))
            {
                Assert.All(body.GetProperty("content").EnumerateObject(), c => Assert.True(c.Value.TryGetProperty("example", out _), name));
            }

            foreach (var response in operation.GetProperty("responses").EnumerateObject())
            {
                if (response.Name == "204")
                {
                    Assert.False(response.Value.TryGetProperty("content", out _), name);
                    continue;
                }

                var content = response.Value.GetProperty("content").EnumerateObject().Single().Value;
                Assert.True(content.TryGetProperty(response.Name[0] == '2' ? "example" : "examples", out _), $"{name} {response.Name}");
            }
        }
    }

    [Fact]
    public async Task Every_error_code_is_in_it_under_its_status()
    {
        await using var api = await TestApi.StartAsync();
        var documented = (await OperationsAsync(api)).Where(o => !IsRing(o.Name)).SelectMany(o => o.Operation.GetProperty("responses").EnumerateObject())
            .Where(r => r.Name[0] != '2')
            .SelectMany(r => r.Value.GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject()
                .Select(e => $"{r.Name} {e.Name}"))
            .Distinct();
        Assert.Equal(ErrorCatalog.All.Select(k => $"{k.Status} {k.Code}").Order(), documented.Order());
        var declared = typeof(ErrorCodes).GetFields().Select(f => (string)f.GetRawConstantValue()!);
        Assert.Equal(declared.Order(), ErrorCatalog.All.Select(k => k.Code).Order());
    }

    [Fact]
    public async Task Its_schemas_name_fields_as_the_answers_do()
    {
        await using var api = await TestApi.StartAsync();
        var schemas = (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        Assert.Equal(
            ["message", "app_name", "previous_replicas", "current_replicas", "scaling_time"],
            schemas.GetProperty("AppScaledReply").GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Contains(
            "latency_p95_ms",
            schemas.GetProperty("AppDetail").GetProperty("properties").GetProperty("metrics").GetProperty("properties").EnumerateObject()
                .Select(p => p.Name));
    }

    [Fact]
    public async Task Times_of_the_cluster_are_numbers_in_it_and_details_may_be_missing()
    {
        await using var api = await TestApi.StartAsync();
        var schemas = (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var health = schemas.GetProperty("ClusterHealth").GetProperty("properties");
        Assert.Equal("number", health.GetProperty("timestamp").GetProperty("type").GetString());
        Assert.Equal("Unix seconds, to the millisecond", health.GetProperty("timestamp").GetProperty("description").GetString());
        var expiry = schemas.GetProperty("ClusterLeader").GetProperty("properties").GetProperty("lease_expires_at").GetProperty("type");
        Assert.Equal(["null", "number"], expiry.EnumerateArray().Select(t => t.GetString()).Order());
        Assert.Equal(
            ["code", "error", "timestamp"], schemas.GetProperty("ErrorBody").GetProperty("required").EnumerateArray().Select(f => f.GetString()).Order());
    }

    [Fact]
    public async Task Writes_tell_of_the_redirect_and_reads_of_the_revision_they_may_ask_for()
    {
        await using var api = await TestApi.StartAsync();
        foreach (var (name, operation) in await OperationsAsync(api))
        {
            var isRead = name.StartsWith("GET ", StringComparison.Ordinal) || name.EndsWith("/scaling/simulate", StringComparison.Ordinal)
                || name == "POST /login";
            var responses = operation.GetProperty("responses");
            Assert.Equal(!isRead, responses.TryGetProperty("307", out var redirect));
            Assert.True(isRead || redirect.GetProperty("headers").TryGetProperty("Location", out _), name);
            Assert.True(responses.GetProperty("503").GetProperty("headers").TryGetProperty("Retry-After", out _), name);
            Assert.Equal(isRead, operation.TryGetProperty("parameters", out var parameters)
                && parameters.EnumerateArray().Any(p => p.GetProperty("name").GetString() == "X-Orchestry-Revision"));
        }
    }

    [Theory]
    [InlineData("/api/v1/apps/{app_name}/logs/stream", "container tail since after follow namespace", typeof(LogMessage), "Gap End Close")]
    [InlineData("/api/v1/apps/{app_name}/metrics/stream", "tail since after namespace", typeof(MetricsMessage), "Gap Close")]
    [InlineData("/api/v1/events/stream", "type app tail since after", typeof(EventMessage), "Gap Close")]
    public async Task Streams_are_described_as_what_a_client_without_a_WebSocket_gets(string path, string query, Type message, string besides)
    {
        await using var api = await TestApi.StartAsync();
        var operation = (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").GetProperty(path).GetProperty("get");
        Assert.Equal(
            query.Split(' '),
            operation.GetProperty("parameters").EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()));
        var content = operation.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Single();
        Assert.Equal("text/event-stream", content.Name);
        Assert.Equal(
            besides.Split(' ').Select(b => $"{b}Message").Prepend(message.Name),
            content.Value.GetProperty("schema").GetProperty("anyOf").EnumerateArray().Select(s => s.GetProperty("$ref").GetString()!.Split('/')[^1]));
        var example = content.Value.GetProperty("example").GetString()!;
        Assert.StartsWith("id: ", example, StringComparison.Ordinal);
        // Shown as it is: every field, in its order.
        var fields = ContractsJson.Wire.GetTypeInfo(message)!.Properties.Select(p => p.Name).ToArray();
        Assert.Equal(fields, JsonElement.Parse(example.Split("data: ")[1]).EnumerateObject().Select(p => p.Name));
        Assert.All(new[] { "400", "426", "503" }, status => Assert.True(operation.GetProperty("responses").TryGetProperty(status, out _), status));
    }

    [Fact]
    public async Task It_says_what_needs_a_token()
    {
        await using var api = await TestApi.StartAsync();
        var document = (await api.GetAsync("/openapi/v1.json")).Json;
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString());
        foreach (var (name, operation) in await OperationsAsync(api))
        {
            var needs = operation.TryGetProperty("security", out var security) ? security.GetRawText() : "";
            var expected = name is "POST /login" or "GET /healthz" ? "[]" : IsRing(name) ? """[{"bearer":[]}]""" : """[{},{"bearer":[]}]""";
            Assert.Equal((name, expected), (name, string.Concat(needs.Where(c => !char.IsWhiteSpace(c)))));
        }
    }

    [Fact]
    public async Task Errors_of_the_Ring_API_are_shown_in_its_shape()
    {
        await using var api = await TestApi.StartAsync();
        foreach (var (name, operation) in (await OperationsAsync(api)).Where(o => IsRing(o.Name)))
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] != '2' && r.Name != "307"))
            {
                var content = response.Value.GetProperty("content").GetProperty("application/json");
                Assert.EndsWith("/RingError", content.GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);
                Assert.All(
                    content.GetProperty("examples").EnumerateObject(),
                    e => Assert.Equal(["error", "code"], e.Value.GetProperty("value").EnumerateObject().Select(p => p.Name).Take(2)));
            }

            Assert.True(name.Contains("{id}", StringComparison.Ordinal) == (operation.TryGetProperty("parameters", out var parameters)
                && parameters.EnumerateArray().Any(p => p.GetProperty("name").GetString() == "id")), name);
        }
    }

    [Fact]
    public async Task What_is_left_out_is_optional_what_may_be_null_says_so_and_in_bodies_what_may_be_null_may_be_left_out()
    {
        await using var api = await TestApi.StartAsync();
        var schemas = (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var detail = schemas.GetProperty("AppDetail");
        Assert.Equal(
            ["containers", "created_at", "last_scaled_at", "metrics", "name", "replicas", "status", "updated_at"], Required(detail));
        Assert.Equal("string", detail.GetProperty("properties").GetProperty("status_reason").GetProperty("type").GetString());
        Assert.Equal(
            ["null", "object"],
            schemas.GetProperty("ClusterStatus").GetProperty("properties").GetProperty("lease").GetProperty("type").EnumerateArray().Select(t => t.GetString()).Order());
        // A node alone answers with these.
        Assert.Equal(["clustering", "status", "timestamp", "version"], Required(schemas.GetProperty("ClusterHealth")));
        Assert.Equal(["name", "status"], Required(schemas.GetProperty("AppList").GetProperty("properties").GetProperty("apps").GetProperty("items")));
        Assert.Equal(["data", "name"], Required(schemas.GetProperty("RingConfigRequest")));
        Assert.Equal(["name", "value"], Required(schemas.GetProperty("RingSecretRequest")));
        Assert.Equal(["name", "scopes"], Required(schemas.GetProperty("RingTokenRequest")));
    }

    [Theory]
    [InlineData("{}", ".status: missing")]
    [InlineData("""{ "status": "ok", "clustering": "off", "timestamp": null, "version": "1" }""", ".timestamp: Null, not number")]
    [InlineData("""{ "status": "ok", "clustering": "off", "timestamp": 1, "version": "1", "mood": "good" }""", ".mood: unknown")]
    [InlineData("""{ "status": "ok", "clustering": "off", "timestamp": 1, "version": "1", "node_id": 2 }""", ".node_id: Number, not string")]
    public async Task An_answer_that_is_otherwise_is_found(string answer, string difference)
    {
        await using var api = await TestApi.StartAsync();
        var document = (await api.GetAsync("/openapi/v1.json")).Json;
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty("ClusterHealth");
        Assert.Contains(difference, new DocumentedAnswers(document).Differences(schema, JsonElement.Parse(answer), ""));
    }

    private static IEnumerable<string?> Required(JsonElement schema) => schema.GetProperty("required").EnumerateArray().Select(f => f.GetString()).Order();

    private static bool IsRing(string name) => RingPaths.Covers(name[name.IndexOf('/', StringComparison.Ordinal)..]);

    private static async Task<IReadOnlyList<(string Name, JsonElement Operation)>> OperationsAsync(TestApi api) =>
        [.. (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => ($"{o.Name.ToUpperInvariant()} {p.Name}", o.Value)))];
}
