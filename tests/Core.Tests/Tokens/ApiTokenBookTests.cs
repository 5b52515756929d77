using Orchestry.Core.Orchestration;
using Orchestry.Core.Tokens;

namespace Orchestry.Core.Tests.Tokens;

public sealed class ApiTokenBookTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly ApiTokenRequest Request = new("ci", ["deployments:write"], [], Now.AddHours(1));

    [Fact]
    public void A_token_is_found_by_its_value_and_by_nothing_that_resembles_it()
    {
        var values = Enumerable.Range(0, 20).Select(_ => ApiTokenValue.New()).ToArray();
        var book = values.Aggregate(ApiTokenBook.Empty, (b, value) => Granted(b.Add(Request, "1", value, Now)));

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i}"), values.Select(v => book.FindByValue(v)!.Id));
        foreach (var almost in new[] { values[0][..^1], values[0] + "0", values[0].ToUpperInvariant(), ApiTokenValue.Mark, ApiTokenValue.New(), "" })
        {
            Assert.Null(book.FindByValue(almost));
        }
    }

    [Fact]
    public void Nothing_that_is_kept_holds_a_value()
    {
        var value = ApiTokenValue.New();
        var token = Granted(ApiTokenBook.Empty.Add(Request, "1", value, Now)).Tokens[0];

        Assert.DoesNotContain(value[ApiTokenValue.Mark.Length..], $"{token}", StringComparison.Ordinal);
        Assert.Equal(ApiTokenValue.Mark.Length + 6, token.Prefix.Length);
        Assert.DoesNotContain(value, $"{new IssuedToken(token, value)}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_can_be_used_until_it_expires_or_is_revoked()
    {
        var book = Granted(ApiTokenBook.Empty.Add(Request, "1", ApiTokenValue.New(), Now));

        Assert.True(book.Tokens[0].IsUsable(Now.AddHours(1).AddTicks(-1)));
        Assert.False(book.Tokens[0].IsUsable(Now.AddHours(1)));
        Assert.True((book.Tokens[0] with { ExpireAt = null }).IsUsable(Now.AddYears(100)));
        Assert.False(Granted(book.Revoke("1", Now)).Tokens[0].IsUsable(Now));
    }

    [Fact]
    public void A_full_book_makes_room_by_what_can_not_be_used_and_by_nothing_else()
    {
        var book = Enumerable.Range(0, ApiTokenBook.MostTokens).Aggregate(ApiTokenBook.Empty, (b, i) => Granted(b.Add(Request, "1", $"value-{i}-of-it", Now)));

        Assert.Equal(RefusalKind.ValidationFailed, book.Add(Request, "1", "x", Now).Refusal!.Kind);
        var after = Granted(Granted(book.Revoke("500", Now)).Add(Request, "1", "x", Now));
        Assert.Null(after.Find("500"));
        Assert.Equal("1001", after.Tokens[^1].Id);
        Assert.Equal(ApiTokenBook.MostTokens, after.Tokens.Length);
    }

    [Fact]
    public void What_has_expired_is_not_given_another_value()
    {
        var book = Granted(ApiTokenBook.Empty.Add(Request, "1", "x", Now));

        Assert.Equal("Token 'ci' has expired; create another one", book.Rotate("1", "y", Now.AddHours(1)).Refusal!.Details);
        Assert.Equal("Token 'ci' has been revoked; create another one", Granted(book.Revoke("1", Now)).Rotate("1", "y", Now).Refusal!.Details);
        Assert.Equal(RefusalKind.NotFound, book.Rotate("2", "y", Now).Refusal!.Kind);
    }

    [Fact]
    public void Tokens_go_with_their_user()
    {
        var book = Granted(Granted(ApiTokenBook.Empty.Add(Request, "1", "x", Now)).Add(Request, "2", "y", Now));

        Assert.Equal(["2"], book.WithoutUser("1").Tokens.Select(t => t.UserId));
        Assert.Same(book, book.WithoutUser("3"));
    }

    private static ApiTokenBook Granted(Outcome<ApiTokenBook> outcome) =>
        outcome.TryGet(out var book, out var refusal) ? book : throw new InvalidOperationException(refusal.Details);
}
