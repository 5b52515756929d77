namespace Orchestry.Http.Tests.Gate;

public sealed class HostGuardTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8000", true)]
    [InlineData("127.0.0.1:9", true)]
    [InlineData("[::1]:8000", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    public async Task A_name_of_somebody_elses_that_points_here_is_refused(string host, bool isAllowed)
    {
        await using var api = await TestApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/apps");
        request.Headers.Host = host;
        var answer = await api.SendAsync(request);
        if (isAllowed)
        {
            Assert.Equal(200, answer.Status);
            return;
        }

        answer.IsError(403, "FORBIDDEN_HOST", "Host not allowed");
        Assert.Contains("served here: localhost, 127.0.0.1, [::1]", answer.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_star_lets_every_host_through()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { AllowedHosts = ["*"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/apps");
        request.Headers.Host = "controller-1.local";
        Assert.Equal(200, (await api.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("POST", "http://evil.example", 403)]
    [InlineData("POST", "null", 403)]
    [InlineData("POST", "https://127.0.0.1:{port}", 403)]
    [InlineData("POST", "http://127.0.0.1:{port}", 200)]
    [InlineData("GET", "http://evil.example", 200)]
    public async Task A_page_of_another_site_may_not_write(string method, string origin, int status)
    {
        await using var api = await TestApi.StartAsync();
        var path = method == "GET" ? "/api/v1/apps" : "/api/v1/apps/my-app/stop";
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Origin", origin.Replace("{port}", $"{api.Port}", StringComparison.Ordinal));
        var answer = await api.SendAsync(request);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 && method == "POST" ? 1 : 0, api.Orchestrator.Asked.Count);
        if (status == 403)
        {
            answer.IsError(403, "FORBIDDEN_ORIGIN", "Origin not allowed");
        }
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var options = new HttpOptions
        {
            RateLimitPerHour = -1, RateLimitPerMinute = -1, RateLimitMaxClients = 0, AllowedHosts = [], MaxBodyBytes = 1,
            RevisionPatience = TimeSpan.Zero, MaxSubscribers = 0, KeepAlive = TimeSpan.FromMilliseconds(999),
        };
        Assert.Equal(
            [
                "RATE_LIMIT_PER_HOUR must be 0 (no limit) or more, not -1.",
                "RATE_LIMIT_PER_MINUTE must be 0 (no limit) or more, not -1.",
                "RateLimitMaxClients must be at least 1, not 0.",
                "AllowedHosts must name at least one host, or \"*\" for all.",
                "MaxBodyBytes must be 1024 to 16777216, not 1.",
                "RevisionPatience must be more than 0 and at most 30 s, not 0 s.",
                "STREAM_MAX_SUBSCRIBERS must be at least 1, not 0.",
                "KeepAlive must be 1 s to 1 h, not 0.999 s.",
            ],
            options.Validate());
        Assert.Empty(new HttpOptions().Validate());
    }
}
