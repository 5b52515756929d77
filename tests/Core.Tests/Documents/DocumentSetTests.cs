using Orchestry.Core.Documents;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Tests.Documents;

public sealed class DocumentSetTests
{
    private static readonly ResourceKey Key = new("config", "default", "site");

    [Fact]
    public void An_older_document_never_replaces_a_newer_one_whatever_arrives_first()
    {
        var set = DocumentSet.Empty.With(At(2, "second")).With(At(1, "first"));

        Assert.Equal("second", set.Find(Key)!.Spec);
    }

    [Fact]
    public void A_removal_takes_what_was_written_before_it_and_leaves_what_was_written_after()
    {
        Assert.Null(DocumentSet.Empty.With(At(2, "old")).Without(Key, 3).Find(Key));
        Assert.Equal("new", DocumentSet.Empty.With(At(4, "new")).Without(Key, 3).Find(Key)!.Spec);
    }

    [Fact]
    public void What_changes_nothing_leaves_the_same_set()
    {
        var set = DocumentSet.Of([At(2, "x")]);

        Assert.Same(set, set.With(At(1, "older")));
        Assert.Same(set, set.Without(Key with { Name = "other" }, 9));
    }

    [Fact]
    public void Those_of_a_kind_come_by_namespace_and_name()
    {
        var set = DocumentSet.Of(
        [
            new Resource(new("config", "b", "a"), 1, "", null), new Resource(new("config", "a", "z"), 2, "", null),
            new Resource(new("config", "a", "B"), 3, "", null), new Resource(new("secret", "a", "a"), 4, "", null),
        ]);

        Assert.Equal(["config/a/B", "config/a/z", "config/b/a"], set.OfKind("config").Select(d => d.Key.ToString()));
    }

    private static Resource At(long revision, string spec) => new(Key, revision, spec, null);
}
