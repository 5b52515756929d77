using Microsoft.Extensions.DependencyInjection;
using Orchestry.Core.Journal;
using Orchestry.Core.Tokens;
using Orchestry.Http.Authentication;

namespace Orchestry.Http.Tests.Authentication;

/// <summary>Which tokens let somebody in. Each is tried at an endpoint, not at the class.</summary>
public sealed class LoginTokensTests
{
    private const string Guarded = "/users/me";

    [Fact]
    public async Task A_login_lets_its_user_in_until_it_expires()
    {
        await using var api = await TestApi.StartAsync();
        var token = api.LogIn();
        Assert.StartsWith("eyJhbGciOiJIUzI1NiIs", token, StringComparison.Ordinal);
        Assert.Equal("admin", (await api.GetAsync(Guarded)).Json.GetProperty("username").GetString());
        api.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await api.GetAsync(Guarded)).Status);
        api.Time.Advance(TimeSpan.FromSeconds(1));
        await IsRefusedAsync(api);
    }

    [Fact]
    public async Task Without_a_token_nobody_gets_in_and_is_told_what_is_missing()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync(Guarded);
        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        answer.Is("""{ "error": "A token is required, as Authorization: Bearer TOKEN; POST /login gives one", "code": "UNAUTHORIZED" }""");
    }

    [Theory]
    [InlineData("Basic YWRtaW46Y2hhbmdlbWU=")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer not-a-token")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer ring_pat_")]
    [InlineData("Bearer ring_pat_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task What_is_no_token_lets_nobody_in(string header)
    {
        await using var api = await TestApi.StartAsync();
        api.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        Assert.Equal("UNAUTHORIZED", (await api.GetAsync(Guarded)).Code);
    }

    [Fact]
    public async Task A_token_longer_than_any_of_ours_is_not_looked_at()
    {
        await using var api = await TestApi.StartAsync();
        api.UseToken(new string('a', 5000));
        Assert.Equal(401, (await api.GetAsync(Guarded)).Status);
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"None","typ":"JWT"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    public async Task An_unsigned_token_lets_nobody_in(string header)
    {
        await using var api = await TestApi.StartAsync();
        var token = api.LogIn();
        api.UseToken(ForgedToken.Signed(token, header, key: null));
        await IsRefusedAsync(api);
        api.UseToken(ForgedToken.Signed(token, header, key: Key(api).Secret));
        await IsRefusedAsync(api);
    }

    [Fact]
    public async Task A_token_signed_with_another_key_lets_nobody_in_whatever_key_it_names()
    {
        await using var api = await TestApi.StartAsync();
        var token = api.LogIn();
        var (other, real) = (new byte[32], Key(api));
        foreach (var header in new[] { $$"""{"alg":"HS256","kid":"{{real.Id}}","typ":"JWT"}""", """{"alg":"HS256","kid":"other","typ":"JWT"}""", """{"alg":"HS256","typ":"JWT"}""" })
        {
            api.UseToken(ForgedToken.Signed(token, header, other));
            await IsRefusedAsync(api);
        }

        // The same by hand with the real key gets in: it was the key that was refused.
        api.UseToken(ForgedToken.Signed(token, $$"""{"alg":"HS256","kid":"{{real.Id}}","typ":"JWT"}""", real.Secret));
        Assert.Equal(200, (await api.GetAsync(Guarded)).Status);
    }

    [Theory]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    public async Task Another_algorithm_lets_nobody_in(string algorithm)
    {
        await using var api = await TestApi.StartAsync();
        var token = api.LogIn();
        api.UseToken(ForgedToken.Signed(token, $$"""{"alg":"{{algorithm}}","kid":"{{Key(api).Id}}","typ":"JWT"}""", Key(api).Secret));
        await IsRefusedAsync(api);
    }

    [Theory]
    [InlineData("sub", "2")]
    [InlineData("gen", 2)]
    [InlineData("exp", 4102444800L)]
    [InlineData("iss", "somebody")]
    public async Task A_token_that_was_changed_lets_nobody_in(string claim, object value)
    {
        await using var api = await TestApi.StartAsync();
        var token = api.LogIn();
        api.UseToken(ForgedToken.WithClaims(token, claims => claims[claim] = System.Text.Json.JsonSerializer.SerializeToNode(value)));
        await IsRefusedAsync(api);
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("jti")]
    [InlineData("gen")]
    [InlineData("nbf")]
    [InlineData("exp")]
    public async Task A_token_of_ours_that_lacks_a_claim_lets_nobody_in(string missing)
    {
        await using var api = await TestApi.StartAsync();
        var claims = Claims(api);
        var key = Key(api);
        api.UseToken(ForgedToken.Signed(claims, key.Id, key.Secret));
        Assert.Equal(200, (await api.GetAsync(Guarded)).Status);
        claims.Remove(missing);
        api.UseToken(ForgedToken.Signed(claims, key.Id, key.Secret));
        await IsRefusedAsync(api);
    }

    [Theory]
    [InlineData(50, 200)]
    [InlineData(70, 401)]
    public async Task A_token_of_a_node_whose_clock_is_a_little_ahead_is_good(int secondsAhead, int status)
    {
        await using var api = await TestApi.StartAsync();
        var claims = Claims(api);
        claims["nbf"] = api.Time.GetUtcNow().AddSeconds(secondsAhead).ToUnixTimeSeconds();
        api.UseToken(ForgedToken.Signed(claims, Key(api).Id, Key(api).Secret));
        Assert.Equal(status, (await api.GetAsync(Guarded)).Status);
    }

    [Fact]
    public async Task Logins_of_before_a_new_key_are_good_until_they_expire_and_new_ones_are_signed_with_it()
    {
        await using var api = await TestApi.StartAsync();
        var before = api.LogIn();
        var rotated = await api.SendAsync("POST", "/tokens/signing-key/rotate");
        Assert.Equal(200, rotated.Status);
        Assert.Equal(200, (await api.GetAsync(Guarded)).Status);
        Assert.Equal(200, (await api.GetAsync(Guarded)).Status);
        var after = api.LogIn();
        Assert.Equal(rotated.Json.GetProperty("key_id").GetString(), ForgedToken.HeaderOf(after).GetProperty("kid").GetString());
        Assert.NotEqual(ForgedToken.HeaderOf(before).GetProperty("kid").GetString(), ForgedToken.HeaderOf(after).GetProperty("kid").GetString());
        Assert.Equal(200, (await api.GetAsync(Guarded)).Status);
    }

    [Fact]
    public async Task A_token_whose_key_is_gone_lets_nobody_in_however_often_it_was_seen()
    {
        await using var api = await TestApi.StartAsync();
        api.LogIn();
        Assert.Equal(200, (await api.GetAsync(Guarded)).Status);
        await api.Documents.ChangeAsync(
            set => new[] { new Change(api.Documents.Events[0], new Mutation.Delete(set.OfKind("signing-keys").Single().Key)) }, CancellationToken.None);
        await IsRefusedAsync(api);
    }

    [Fact]
    public async Task More_logins_than_are_kept_in_mind_are_all_let_in()
    {
        await using var api = await TestApi.StartAsync();
        var callers = api.Services.GetRequiredService<Callers>();
        var tokens = Enumerable.Range(0, 2500).Select(_ => api.LogIn()).ToArray();
        foreach (var token in tokens.Concat(tokens))
        {
            Assert.Equal("admin", (await callers.FindAsync(token))?.Name);
        }
    }

    [Fact]
    public async Task A_login_holds_no_name_and_no_password()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(["exp", "gen", "iat", "iss", "jti", "nbf", "sub"], ForgedToken.ClaimsOf(api.LogIn()).EnumerateObject().Select(c => c.Name).Order());
    }

    private static OpenedKey Key(TestApi api) => api.Services.GetRequiredService<ISigningKeys>().Current[^1];

    private static Dictionary<string, object> Claims(TestApi api) => new()
    {
        ["iss"] = "orchestry",
        ["sub"] = "1",
        ["jti"] = "x",
        ["gen"] = 1,
        ["nbf"] = api.Time.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = api.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
    };

    private static async Task IsRefusedAsync(TestApi api)
    {
        var answer = await api.GetAsync(Guarded);
        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Header("WWW-Authenticate"));
        answer.Is("""{ "error": "The token is not valid, or not any more", "code": "UNAUTHORIZED" }""");
    }
}
