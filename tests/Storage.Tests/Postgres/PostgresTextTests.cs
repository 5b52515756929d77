using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres;

namespace Orchestry.Storage.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresTextTests(PostgresServer postgres)
{
    // Mostly what is difficult: NUL, the escape itself, halves of pairs, whole pairs, and the digits that follow an escape.
    private static readonly Arbitrary<string> Texts =
        Gen.Elements("\0", "\u0010", "\ud800", "\udfff", "\ud83d\udc33", "\u00100000", "0", "d", "8", "f", "a", "é", "日", "\ufffe")
            .ListOf().Select(parts => string.Concat(parts)).ToArbitrary();

    [Fact]
    public void Every_text_comes_back_as_it_was() =>
        Prop.ForAll(Texts, text => PostgresText.Read(PostgresText.Write(text)) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_written_is_utf_8_without_nul() => Prop.ForAll(Texts, text =>
    {
        var written = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(PostgresText.Write(text)!);
        return !written.Contains((byte)0);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("""{"text":"žluťoučký kůň 日本語 🐳"}""")]
    public void An_ordinary_text_is_stored_as_it_is(string text) => Assert.Equal(text, PostgresText.Write(text));

    [Fact]
    public void An_escape_that_is_none_stays() => Assert.Equal("a\u0010zzzz\u001012", PostgresText.Read("a\u0010zzzz\u001012"));

    [Fact]
    public async Task Keys_and_filters_may_be_any_text_too()
    {
        await using var stores = new Stores();
        var store = await stores.OpenAsync(await postgres.Server.CreateDatabaseAsync());
        var (key, other) = (new ResourceKey("k\0", "n\ud800", "x\u0010"), new ResourceKey("k\0", "n\ud801", "x\u0010"));
        await store.CommitAsync(
            [
                new Change(Some.Event() with { Application = "a\0" }, new Mutation.Put(key, "1", null)),
                new Change(Some.Event() with { Application = "a" }, new Mutation.Put(other, "2", "\0")),
            ], term: 1, CancellationToken.None);

        Assert.Equal("1", (await store.FindAsync(key, CancellationToken.None))!.Spec);
        Assert.Equal(1, (await store.QueryEventsAsync(new EventQuery("a\0"), CancellationToken.None)).Total);
        Assert.Equal([key, other], (await store.ReadJournalAsync(0, 10, CancellationToken.None)).Select(entry => entry.Key!.Value));
        await store.CommitAsync([new Change(Some.Event(), new Mutation.Delete(key))], term: 1, CancellationToken.None);
        Assert.Equal([new Resource(other, 2, "2", "\0")], (await store.LoadAsync(CancellationToken.None)).Resources);
    }
}
