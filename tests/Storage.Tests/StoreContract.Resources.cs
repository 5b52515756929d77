using Orchestry.Core.Journal;

namespace Orchestry.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_resource_is_found_as_it_was_last_put_with_the_revision_of_that_change()
    {
        await CommitAsync(Some.Put("web", """{"replicas":1}"""), Some.Put("other"));
        await CommitAsync(Some.Put("web", """{"replicas":2}""", """{"ready":1}"""));

        var found = await Store.FindAsync(Some.App("web"), CancellationToken.None);

        Assert.Equal(new Resource(Some.App("web"), 3, """{"replicas":2}""", """{"ready":1}"""), found);
    }

    [Fact]
    public async Task A_resource_is_named_by_kind_namespace_and_name_together()
    {
        ResourceKey[] keys = [new("app", "default", "web"), new("app", "shop", "web"), new("config", "default", "web")];
        await CommitAsync([.. keys.Select(key => new Change(Some.Event(), new Mutation.Put(key, key.ToString(), null)))]);

        foreach (var key in keys)
        {
            Assert.Equal(key.ToString(), (await Store.FindAsync(key, CancellationToken.None))?.Spec);
        }

        Assert.Null(await Store.FindAsync(new ResourceKey("config", "shop", "web"), CancellationToken.None));
        Assert.Null(await Store.FindAsync(new ResourceKey("app", "default", "WEB"), CancellationToken.None));
    }

    [Fact]
    public async Task A_put_replaces_the_status_too()
    {
        await CommitAsync(Some.Put("web", "1", "up"));
        await CommitAsync(Some.Put("web", "2"));

        Assert.Null((await Store.FindAsync(Some.App("web"), CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_and_its_deletion_is_in_the_journal()
    {
        await CommitAsync(Some.Put("web"));
        await CommitAsync(Some.Delete("web"));

        Assert.Null(await Store.FindAsync(Some.App("web"), CancellationToken.None));
        Assert.Empty((await LoadAsync()).Resources);
        Assert.Equal([false, true], (await ReadJournalAsync()).Select(entry => entry.IsDelete));
    }

    [Fact]
    public async Task Deleting_a_missing_resource_is_allowed_and_told()
    {
        Assert.Equal(1, await CommitAsync(Some.Delete("ghost")));

        var entry = Assert.Single(await ReadJournalAsync());
        Assert.True(entry.IsDelete);
        Assert.Equal(Some.App("ghost"), entry.Key);
    }

    [Fact]
    public async Task Changes_of_one_resource_within_a_commit_are_applied_in_order()
    {
        await CommitAsync(Some.Put("a", "1"), Some.Delete("a"), Some.Put("a", "2"), Some.Put("b", "3"), Some.Delete("b"));

        Assert.Equal([new Resource(Some.App("a"), 3, "2", null)], (await LoadAsync()).Resources);
    }

    [Fact]
    public async Task A_snapshot_taken_while_others_write_is_of_one_moment()
    {
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await CommitAsync(Some.Put("left", $"{i}"), Some.Put("right", $"{i}"));
            }
        });

        var seen = 0L;
        while (!writing.IsCompleted)
        {
            var snapshot = await LoadAsync();
            Assert.InRange(snapshot.Revision, seen, 200);
            Assert.Equal(0, snapshot.Revision % 2);
            Assert.Equal(snapshot.Revision == 0 ? 0 : 2, snapshot.Resources.Count);
            Assert.True(snapshot.Resources.Select(resource => resource.Spec).Distinct().Count() <= 1, "Half of a commit was seen.");
            Assert.Equal(snapshot.Revision, snapshot.Resources.Select(resource => resource.Revision).DefaultIfEmpty().Max());
            seen = snapshot.Revision;
        }

        await writing;
    }

    [Fact]
    public async Task Many_readers_and_a_writer_do_not_disturb_each_other()
    {
        await CommitAsync(Some.Put("web"));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await CommitAsync(Some.Put("web", $"{i}"));
            }
        });
        var reading = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.NotNull(await Store.FindAsync(Some.App("web"), CancellationToken.None));
                Assert.NotEmpty((await QueryAsync(new EventQuery(Limit: 5))).Events);
                await Store.PingAsync(CancellationToken.None);
            }
        }));

        await Task.WhenAll([writing, .. reading]);

        Assert.Equal(51, (await LoadAsync()).Revision);
    }

    [Theory]
    [InlineData("""{"text":"žluťoučký kůň 日本語 \\u0000 🐳🏴‍☠️ \u202e\ufeff"}""")]
    [InlineData("\ufeff{ \"order\" : 1,\r\n\t\"kept\":1.0e0 }\n ")]
    [InlineData("before\0after\0")]
    [InlineData("''; DROP TABLE resources; -- \" @name $1 :x ?")]
    [InlineData("")]
    public async Task Documents_are_kept_word_for_word(string document)
    {
        var change = new Change(Some.Event(document) with { Details = document }, new Mutation.Put(Some.App("doc"), document, document));
        await CommitAsync(change);
        await ReopenAsync();

        Assert.Equal(new Resource(Some.App("doc"), 1, document, document), await Store.FindAsync(Some.App("doc"), CancellationToken.None));
        Assert.Equal(change.Event, Assert.Single(await ReadJournalAsync()).Event);
    }

    [Fact]
    public async Task Documents_of_a_mebibyte_are_kept_whole()
    {
        var document = string.Concat(Enumerable.Range(0, 1 << 16).Select(i => $"{i:x8} 16 bytes."))[..(1 << 20)];
        await CommitAsync(Some.Put("doc", document, document));

        var found = await Store.FindAsync(Some.App("doc"), CancellationToken.None);

        Assert.Equal(document, found!.Spec);
        Assert.Equal(document, found.Status);
    }
}
