using Orchestry.Core.Bindings;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tests.Documents;

public sealed class VersionedKindTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 0, 0, TimeSpan.Zero);
    private static readonly NamespaceName Production = NamespaceName.Parse("production");
    private static readonly VersionedKind Kind = BoundKinds.Config;
    private DocumentSet _documents = DocumentSet.Empty;
    private long _revision;

    [Fact]
    public void The_id_is_the_name_and_in_another_namespace_a_name_of_its_own_for_good()
    {
        Create("site", NamespaceName.Default);
        Create("site", Production);

        var ids = Kind.In(_documents).Select(r => VersionedDocument.Of(r).Id).ToArray();
        Assert.Equal("site", ids[0]);
        Assert.Matches("^site-[b-df-hj-np-tv-z2-9]{5}$", ids[1]);
        Assert.True(ResourceName.IsName(ids[1]));
        // The first one's end does not rename the second.
        Apply(Kind.Remove(_documents, "site", _ => [], Now));
        Assert.Equal(ids[1], VersionedDocument.Of(Kind.Find(_documents, ids[1])!).Id);
        Assert.Null(Kind.Find(_documents, "site"));
    }

    [Fact]
    public void Something_new_brings_its_namespace_along_but_default_which_is_there()
    {
        Create("a", NamespaceName.Default);
        Assert.Empty(_documents.OfKind(NamespaceDocument.Kind));

        Create("b", Production);
        Create("c", Production);
        Assert.Equal("production", Assert.Single(_documents.OfKind(NamespaceDocument.Kind)).Key.Name);
    }

    [Fact]
    public void The_same_name_in_the_same_namespace_is_there_already()
    {
        Create("site", Production);

        var refusal = Kind.Create(_documents, Production, "site", "x", Now).Refusal!;
        Assert.Equal((RefusalKind.AlreadyExists, "config"), (refusal.Kind, refusal.Subject));
        Assert.Contains("'site' in the namespace 'production'", refusal.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_used_stays_and_says_who_uses_it()
    {
        Create("site", NamespaceName.Default);

        var refusal = Kind.Remove(_documents, "site", _ => ["web", "api"], Now).Refusal!;
        Assert.Equal((RefusalKind.InUse, "Config 'site' is used by web, api"), (refusal.Kind, refusal.Details));
        Assert.Equal(RefusalKind.NotFound, Kind.Remove(_documents, "other", _ => [], Now).Refusal!.Kind);
    }

    [Fact]
    public void A_change_is_a_version_of_its_own_and_the_last_eight_are_kept()
    {
        Create("site", NamespaceName.Default);
        foreach (var i in Enumerable.Range(1, 10))
        {
            Apply(Kind.Change(_documents, "site", _ => $"v{i}", Now));
        }

        var versions = VersionedDocument.Of(Kind.Find(_documents, "site")!).Versions;
        Assert.Equal(["v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10"], versions.Select(v => v.Content));
        Assert.Equal(versions.Select(v => v.Number).Order().Distinct(), versions.Select(v => v.Number));
    }

    [Fact]
    public void What_changes_nothing_writes_nothing()
    {
        Create("site", NamespaceName.Default);

        Assert.True(Kind.Change(_documents, "site", _ => null, Now).TryGet(out var changes, out _));
        Assert.Empty(changes);
    }

    [Fact]
    public void One_made_anew_has_no_version_of_the_one_before()
    {
        Create("site", NamespaceName.Default);
        Apply(Kind.Change(_documents, "site", _ => "v1", Now));
        var before = VersionedDocument.Of(Kind.Find(_documents, "site")!).Versions;
        Apply(Kind.Remove(_documents, "site", _ => [], Now));

        Apply(Kind.Create(_documents, NamespaceName.Default, "site", "x", Now.AddSeconds(1)));

        var after = VersionedDocument.Of(Kind.Find(_documents, "site")!);
        Assert.DoesNotContain(after.Current.Number, before.Select(v => v.Number));
    }

    [Fact]
    public void Events_tell_what_happened_and_not_what_it_holds()
    {
        Assert.True(Kind.Create(_documents, Production, "site", "c0ntent", Now).TryGet(out var changes, out _));

        Assert.Equal(["NamespaceCreated", "ConfigCreated"], changes.Select(c => c.Event.Reason));
        Assert.All(changes, c => Assert.DoesNotContain("c0ntent", c.Event.ToString(), StringComparison.Ordinal));
    }

    private void Create(string name, NamespaceName @namespace) => Apply(Kind.Create(_documents, @namespace, name, "v0", Now));

    private void Apply(Outcome<Change[]> outcome)
    {
        Assert.True(outcome.TryGet(out var changes, out var refusal), refusal?.Details);
        foreach (var change in changes)
        {
            _revision++;
            _documents = change.Mutation switch
            {
                Mutation.Put put => _documents.With(new Resource(put.Key, _revision, put.Spec, put.Status)),
                Mutation.Delete delete => _documents.Without(delete.Key, _revision),
                _ => _documents,
            };
        }
    }
}
