namespace Orchestry.Http.Tests.Gate;

public sealed class FuzzTests
{
    private const int Requests = 4_000;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"];
    private static readonly string[] Names = ["my-app", "ghost", "My-App", "a%2Fb", "%F0%9F%90%B3", "-", "x%0Ay", "..", "%2e", "a'b\"c", "register"];
    private static readonly string[] Paths =
    [
        "/api/v1/apps", "/api/v1/apps/register", "/api/v1/apps/{}", "/api/v1/apps/{}/start", "/api/v1/apps/{}/stop", "/api/v1/apps/{}/scale",
        "/api/v1/apps/{}/spec", "/api/v1/apps/{}/events", "/api/v1/apps/{}/logs", "/api/v1/apps/{}/health", "/api/v1/apps/{}/health/check",
        "/api/v1/apps/{}/logs/stream", "/api/v1/apps/{}/metrics/stream", "/api/v1/events/stream", "/health", "/api/v1/config", "/nowhere/{}", "/",
    ];

    private static readonly string[] Words =
    [
        "status", "format", "type", "since", "limit", "tail", "container", "follow", "after", "force", "keep_data", "running", "summary", "scaling", "1h",
        "9999999999d", "2024-01-15T10:30:00Z", "-1", "100", "99999999999", "true", "false", "", "%00", "%ff", "%zz", "a b",
    ];

    private static readonly string[] Scraps =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\n", " ", "- ", "? ", "&a ", "*a", "!!x ", "|", ">", "%", "@", "#", "'", "\\", "\\u", "\\ud800", "\\U",
        "\t", "---\n", "...\n", "null", "true", "1e999", "-", ".", "0x", "<<", "apiVersion", "v1", "kind", "App", "metadata", "name", "spec", "ports",
        "replicas", "wait", "timeout", "scaling", "health", "healthCheck", "resources", "cpu", "my-app", "\0", "\u0085", "ü", "\uFEFF", "3", "é\uD83D\uDC33",
    ];

    private static readonly string[] Types =
        ["application/json", "application/yaml", "text/yaml", "application/x+json", "text/plain", "application/json;charset=latin1", ";;", ""];

    [Theory]
    [InlineData(1)]
    [InlineData(20260101)]
    public async Task No_request_whatever_it_holds_meets_a_defect_or_another_shape_of_error(int seed)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        var random = new Random(seed);
        for (var i = 0; i < Requests; i++)
        {
            var (method, path, body, type) = Make(random);
            var answer = await api.SendAsync(method, path, body, type);
            var told = $"seed {seed}, request {i}: {method} {path} [{type}] {body}\n{answer.Status} {answer.Body}";
            Assert.True(answer.Status < 500, told);
            if (answer.Status >= 300 && answer.Body.Length > 0)
            {
                answer.IsErrorShape();
            }
            else
            {
                Assert.True(answer.Status < 300, told);
            }
        }

        Assert.DoesNotContain(api.Logs.Lines, line => line.Id == 5003);
    }

    private static (string Method, string Path, string? Body, string Type) Make(Random random)
    {
        var path = Pick(random, Paths).Replace("{}", Pick(random, Names), StringComparison.Ordinal);
        var query = random.Next(3) > 0 ? "" : "?" + string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Pick(random, Words)}={Pick(random, Words)}"));
        var body = random.Next(4) switch
        {
            0 => null,
            1 => Mutate(random, SeedData.Document),
            2 => Mutate(random, """{ "replicas": 3, "wait": true, "timeout": 300 }"""),
            _ => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Pick(random, Scraps))),
        };
        var method = random.Next(2) == 0 ? Pick(random, Methods) : body is null ? "GET" : "POST";
        return (method, path + query, method == "TRACE" ? null : body, Pick(random, Types));
    }

    private static string Mutate(Random random, string text)
    {
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(6), text.Length - at);
            text = text.Remove(at, length).Insert(at, Pick(random, Scraps));
        }

        return text;
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
