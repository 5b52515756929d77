using System.Net;
using Orchestry.Http.RateLimiting;

namespace Orchestry.Http.Tests.RateLimiting;

public sealed class RateLimitTests
{
    private static readonly IPAddress Someone = IPAddress.Parse("192.0.2.1");

    [Fact]
    public async Task Answers_carry_the_hours_budget_as_the_reference_shows_it()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions());
        var answer = await api.GetAsync("/api/v1/apps");
        Assert.Equal("1000", answer.Header("X-RateLimit-Limit"));
        Assert.Equal("999", answer.Header("X-RateLimit-Remaining"));
        Assert.Equal($"{SeedData.At("2024-01-15T11:00:00Z").ToUnixTimeSeconds()}", answer.Header("X-RateLimit-Reset"));
        Assert.Equal("998", (await api.GetAsync("/api/v1/nowhere")).Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task A_burst_beyond_the_minute_is_refused_until_the_next_one()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerMinute = 4 });
        api.Time.Advance(TimeSpan.FromSeconds(48));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await api.GetAsync("/api/v1/apps")).Status);
        }

        var refused = await api.GetAsync("/api/v1/apps");
        refused.IsError(429, "RATE_LIMIT_EXCEEDED", "Rate limit exceeded");
        Assert.Equal("More than 4 requests per minute from this address; try again in 12 s", refused.Details);
        Assert.Equal(("4", "0", "12"), (refused.Header("X-RateLimit-Limit"), refused.Header("X-RateLimit-Remaining"), refused.Header("Retry-After")));
        api.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(200, (await api.GetAsync("/api/v1/apps")).Status);
    }

    [Fact]
    public async Task Writes_may_use_half_and_leave_the_rest_to_reads()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerMinute = 4, RateLimitPerHour = 100 });
        var first = await api.SendAsync("POST", "/api/v1/apps/my-app/start");
        Assert.Equal(("50", "49"), (first.Header("X-RateLimit-Limit"), first.Header("X-RateLimit-Remaining")));
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/apps/my-app/start")).Status);
        var third = await api.SendAsync("POST", "/api/v1/apps/my-app/start");
        Assert.StartsWith("More than 2 writes per minute", third.Details, StringComparison.Ordinal);
        Assert.Equal(2, api.Orchestrator.Asked.Count);
        Assert.Equal(200, (await api.GetAsync("/api/v1/apps")).Status);
    }

    [Fact]
    public async Task Health_and_the_API_document_are_never_limited()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerMinute = 1 });
        for (var i = 0; i < 3; i++)
        {
            var health = await api.GetAsync("/health");
            Assert.Equal(200, health.Status);
            Assert.Null(health.Header("X-RateLimit-Limit"));
            Assert.Equal(200, (await api.GetAsync("/openapi/v1.json")).Status);
        }
    }

    [Fact]
    public async Task Zero_for_both_limits_turns_them_off()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0 });
        Assert.Null((await api.GetAsync("/api/v1/apps")).Header("X-RateLimit-Limit"));
    }

    [Fact]
    public void The_hour_bounds_what_the_minutes_let_through()
    {
        var (limiter, clock) = Limiter(perMinute: 10, perHour: 15);
        Assert.Equal(10, Enumerable.Range(0, 12).Count(_ => limiter.Take(Someone, isWrite: false).IsAllowed));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, Enumerable.Range(0, 12).Count(_ => limiter.Take(Someone, isWrite: false).IsAllowed));
        Assert.Equal("requests per hour", limiter.Take(Someone, isWrite: false).Window);
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.True(limiter.Take(Someone, isWrite: false).IsAllowed);
    }

    [Fact]
    public void A_refused_request_uses_nothing_up()
    {
        var (limiter, _) = Limiter(perMinute: 4, perHour: 0);
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => limiter.Take(Someone, isWrite: true).IsAllowed));
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => limiter.Take(Someone, isWrite: false).IsAllowed));
    }

    [Fact]
    public void Addresses_of_one_slash_64_are_one_client_and_mapped_ones_are_their_IPv4_address()
    {
        Assert.Equal(Key("2001:db8:1:2::1"), Key("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        Assert.NotEqual(Key("2001:db8:1:2::1"), Key("2001:db8:1:3::1"));
        Assert.Equal(Key("192.0.2.1"), Key("::ffff:192.0.2.1"));
        Assert.NotEqual(Key("192.0.2.1"), Key("192.0.2.2"));
        Assert.NotEqual(Key("0.0.0.0"), Key("::"));
    }

    [Fact]
    public void A_flood_of_addresses_stays_within_the_table_and_quiet_clients_make_room_again()
    {
        var (limiter, clock) = Limiter(perMinute: 10, perHour: 100, clients: 50);
        var allowed = Enumerable.Range(0, 1_000).Count(i => limiter.Take(new IPAddress(i + 1), isWrite: false).IsAllowed);
        Assert.Equal(50, limiter.Clients);
        Assert.Equal(50 + 10, allowed);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(limiter.Take(new IPAddress(5_000), isWrite: false).IsAllowed);
        Assert.Equal(1, limiter.Clients);
    }

    [Fact]
    public async Task Many_at_once_get_exactly_the_limit()
    {
        var (limiter, _) = Limiter(perMinute: 1_000, perHour: 1_500);
        var allowed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 1_000).Count(_ => limiter.Take(Someone, isWrite: false).IsAllowed))));
        Assert.Equal(1_000, allowed.Sum());
    }

    private static ClientKey Key(string address) => ClientKey.Of(IPAddress.Parse(address));

    private static (RateLimiter Limiter, StandingClock Clock) Limiter(int perMinute, int perHour, int clients = 10)
    {
        var clock = new StandingClock(SeedData.Now);
        return (new RateLimiter(
            new HttpOptions { RateLimitPerMinute = perMinute, RateLimitPerHour = perHour, RateLimitMaxClients = clients }, clock), clock);
    }
}
