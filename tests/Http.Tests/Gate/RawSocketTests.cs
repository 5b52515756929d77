namespace Orchestry.Http.Tests.Gate;

/// <summary>Bytes that no well-behaved client sends.</summary>
public sealed class RawSocketTests
{
    [Theory]
    [InlineData("GET /api/v1/apps/../../etc/passwd", 404)]
    [InlineData("GET /api/v1/apps/%2e%2e/config", 200)]
    [InlineData("GET /api/v1/apps/%2e%2e%2f%2e%2e%2fetc", 400)]
    [InlineData("GET /api/v1/apps/..%5c..%5cetc", 400)]
    [InlineData("GET /api/v1/apps//spec", 404)]
    [InlineData("GET /api/v1/apps/%zz", 400)]
    [InlineData("GET /api/v1/apps/my-app;x=1", 400)]
    [InlineData("GET /api/v1/apps/%c0%ae", 400)]
    [InlineData("GET http://127.0.0.1/api/v1/apps", 200)]
    public async Task Path_tricks_reach_nothing_they_should_not(string line, int status)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await RawClient.TalkAsync(api, $"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        if (status != 200)
        {
            Assert.Contains("\"code\":\"", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_zero_byte_in_a_path_does_not_get_past_the_server()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await RawClient.TalkAsync(api, "GET /api/v1/apps/a%00b HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}garbage")]
    [InlineData("ffffffffffffffff\r\n{}")]
    public async Task Broken_chunks_are_refused_in_the_one_shape(string chunks)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await RawClient.TalkAsync(
            api,
            $"POST /api/v1/apps/my-app/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"VALIDATION_ERROR\"", answer, StringComparison.Ordinal);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_body_shorter_than_its_length_starts_nothing()
    {
        await using var api = await TestApi.StartAsync();
        await RawClient.TalkAsync(
            api, "POST /api/v1/apps/my-app/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{}",
            closeAfterSending: true);
        Assert.Empty(api.Orchestrator.Asked);
        Assert.DoesNotContain(api.Logs.Lines, line => line.Id == 5003);
    }

    [Fact]
    public async Task A_length_that_lies_beyond_the_limit_is_refused_before_the_body_comes()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await RawClient.TalkAsync(
            api, "POST /api/v1/apps/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tunnel_is_not_opened()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await RawClient.TalkAsync(api, "CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1:80\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        Assert.Contains("METHOD_NOT_ALLOWED", answer, StringComparison.Ordinal);
    }
}
