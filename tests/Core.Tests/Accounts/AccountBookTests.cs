using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Accounts;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tests.Accounts;

public sealed class AccountBookTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_is_done_to_it_somebody_is_left_names_and_ids_are_unique_and_no_id_comes_twice() => Prop.ForAll(
        (from what in Gen.Choose(0, 2) from which in Gen.Choose(0, 6) from name in Gen.Choose(0, 3) select (what, which, name)).ListOf().ToArbitrary(),
        steps =>
        {
            var book = Granted(AccountBook.Empty.Add("admin", "hash", Now, hasDefaultPassword: true));
            var given = new HashSet<string> { "1" };
            foreach (var (what, which, name) in steps)
            {
                var next = what switch
                {
                    0 => book.Add($"User{name}", "hash", Now),
                    1 => book.Change($"{which}", $"USER{name}", which % 2 == 0 ? "other" : null),
                    _ => book.Remove($"{which}"),
                };
                if (!next.TryGet(out var changed, out var refusal))
                {
                    Assert.NotEmpty(refusal.Details);
                    continue;
                }

                Assert.True(what != 0 || given.Add(changed.Accounts[^1].Id));
                book = changed;
            }

            return book.Accounts.Length > 0
                && book.Accounts.Select(a => a.Id).Distinct().Count() == book.Accounts.Length
                && book.Accounts.Select(a => a.Username.ToUpperInvariant()).Distinct().Count() == book.Accounts.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Another_password_begins_a_generation_and_is_not_the_one_everybody_knows_and_another_name_does_neither()
    {
        var book = Granted(AccountBook.Empty.Add("admin", "hash", Now, hasDefaultPassword: true));

        var renamed = Granted(book.Change("1", "root", null)).Accounts[0];
        var changed = Granted(book.Change("1", null, "other")).Accounts[0];

        Assert.Equal(("root", "hash", 1, true), (renamed.Username, renamed.PasswordHash, renamed.Generation, renamed.HasDefaultPassword));
        Assert.Equal(("admin", "other", 2, false), (changed.Username, changed.PasswordHash, changed.Generation, changed.HasDefaultPassword));
    }

    [Fact]
    public void It_has_room_for_a_thousand()
    {
        var book = Enumerable.Range(0, AccountBook.MostAccounts).Aggregate(AccountBook.Empty, (b, i) => Granted(b.Add($"user{i}", "hash", Now)));

        Assert.Equal(
            "username: there are 1000 users, which is as many as there may be",
            Refused(book.Add("one-more", "hash", Now), RefusalKind.ValidationFailed));
    }

    [Fact]
    public void Refusals_say_whom_they_are_about()
    {
        var book = Granted(AccountBook.Empty.Add("admin", "hash", Now));

        Assert.Equal("There is a user 'ADMIN' already", Refused(book.Add("ADMIN", "hash", Now), RefusalKind.AlreadyExists));
        Assert.Equal("There is no user with the id '7'", Refused(book.Remove("7"), RefusalKind.NotFound));
        Assert.Equal("'admin' is the last user; create another one first", Refused(book.Remove("1"), RefusalKind.InUse));
    }

    [Fact]
    public void What_is_stored_is_read_again()
    {
        var book = Granted(AccountBook.Empty.Add("admin", "hash", Now, hasDefaultPassword: true));

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(book, AccountBookJson.Default.AccountBook), AccountBookJson.Default.AccountBook)!;

        Assert.Equal((book.NextId, book.Accounts.Single()), (read.NextId, read.Accounts.Single()));
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData("john.doe-1_x@example.org", null)]
    [InlineData(null, "username: is required")]
    [InlineData("", "username: is required")]
    [InlineData(".john", "username: must be 1 to 64 letters, digits, dots, hyphens, underscores and @, with a letter or digit first")]
    [InlineData("john doe", "username: must be 1 to 64 letters, digits, dots, hyphens, underscores and @, with a letter or digit first")]
    [InlineData("j\u00f6hn", "username: must be 1 to 64 letters, digits, dots, hyphens, underscores and @, with a letter or digit first")]
    public void A_name_is_short_and_plain(string? name, string? violation) =>
        Assert.Equal(violation, AccountRules.JudgeUsername(name).SingleOrDefault()?.ToString());

    [Theory]
    [InlineData("12345678", null)]
    [InlineData("\u0000 \u00e4\ud83d\ude00 any", null)]
    [InlineData(null, "password: is required")]
    [InlineData("1234567", "password: must have 8 to 256 characters")]
    [InlineData("changeme", "password: is one that is tried first: neither the name nor that of the first start will do")]
    [InlineData("JOHNJOHN", "password: is one that is tried first: neither the name nor that of the first start will do")]
    public void A_password_is_long_enough_and_not_the_first_guess(string? password, string? violation) =>
        Assert.Equal(violation, AccountRules.JudgePassword(password, "johnjohn").SingleOrDefault()?.ToString());

    [Fact]
    public void Names_and_passwords_have_an_end()
    {
        Assert.Empty(AccountRules.JudgeUsername(new string('a', 64)));
        Assert.Single(AccountRules.JudgeUsername(new string('a', 65)));
        Assert.Empty(AccountRules.JudgePassword(new string('a', 256), "x"));
        Assert.Single(AccountRules.JudgePassword(new string('a', 257), "x"));
    }

    private static AccountBook Granted(Outcome<AccountBook> outcome) =>
        outcome.TryGet(out var book, out var refusal) ? book : throw new InvalidOperationException(refusal.Details);

    private static string Refused(Outcome<AccountBook> outcome, RefusalKind kind)
    {
        Assert.Equal(kind, outcome.Refusal?.Kind);
        return outcome.Refusal!.Details;
    }
}
