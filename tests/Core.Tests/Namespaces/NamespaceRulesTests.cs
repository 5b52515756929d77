using Orchestry.Core.Bindings;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tests.Namespaces;

public sealed class NamespaceRulesTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 0, 0, TimeSpan.Zero);
    private static readonly NamespaceName Production = NamespaceName.Parse("production");
    private static readonly NamespaceName Staging = NamespaceName.Parse("staging");

    [Fact]
    public void There_are_those_that_were_made_those_that_something_is_in_and_default()
    {
        var documents = With(
            DocumentSet.Empty, NamespaceRules.Create(DocumentSet.Empty, [], Staging, Now), BoundKinds.Config.Create(DocumentSet.Empty, Production, "x", "", Now));
        documents = documents.Without(NamespaceDocument.Key(Production), long.MaxValue);

        Assert.Equal(["default", "production", "staging"], NamespaceRules.All(documents, []).Select(n => n.Name.Value));
        Assert.Equal(["default"], NamespaceRules.All(DocumentSet.Empty, []).Select(n => n.Name.Value));
        Assert.Equal([Now, Now], NamespaceRules.All(documents, []).Skip(1).Select(n => n.CreatedAt));
    }

    [Fact]
    public void One_that_something_is_in_stays_and_so_does_default()
    {
        var documents = With(DocumentSet.Empty, BoundKinds.Secret.Create(DocumentSet.Empty, Production, "db", "", Now));

        var refusal = NamespaceRules.Remove(documents, [], Production, Now).Refusal!;
        Assert.Equal((RefusalKind.InUse, "The namespace 'production' is not empty: secret db"), (refusal.Kind, refusal.Details));
        Assert.Equal(RefusalKind.InUse, NamespaceRules.Remove(documents, [], NamespaceName.Default, Now).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, NamespaceRules.Remove(documents, [], Staging, Now).Refusal!.Kind);
        Assert.Equal(RefusalKind.AlreadyExists, NamespaceRules.Create(documents, [], Production, Now).Refusal!.Kind);
        Assert.Equal(RefusalKind.AlreadyExists, NamespaceRules.Create(documents, [], NamespaceName.Default, Now).Refusal!.Kind);
    }

    [Fact]
    public void An_empty_one_goes()
    {
        var documents = With(DocumentSet.Empty, NamespaceRules.Create(DocumentSet.Empty, [], Staging, Now));

        documents = With(documents, NamespaceRules.Remove(documents, [], Staging, Now));
        Assert.Equal(["default"], NamespaceRules.All(documents, []).Select(n => n.Name.Value));
    }

    private static DocumentSet With(DocumentSet documents, params Outcome<Change[]>[] outcomes)
    {
        var revision = documents.OfKind(NamespaceDocument.Kind).Select(r => r.Revision).DefaultIfEmpty(0).Max();
        foreach (var outcome in outcomes)
        {
            Assert.True(outcome.TryGet(out var changes, out var refusal), refusal?.Details);
            documents = changes.Aggregate(documents, (now, change) => change.Mutation switch
            {
                Mutation.Put put => now.With(new Resource(put.Key, ++revision, put.Spec, null)),
                Mutation.Delete delete => now.Without(delete.Key, ++revision),
                _ => now,
            });
        }

        return documents;
    }
}
