using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Documents;

namespace Orchestry.Core.Bindings;

/// <summary>
/// Which version of each config and secret the containers of a specification are made with, such as <c>secret/db</c> to its number. It is part of the
/// specification in use: so a rotation is a rollout like any other, and its end in failure a roll-back like any other.
/// </summary>
public static class Binding
{
    /// <summary>None.</summary>
    public static ImmutableSortedDictionary<string, long> None { get; } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>The versions that count now of what a specification names; what is missing is left out.</summary>
    public static ImmutableSortedDictionary<string, long> Newest(AppSpec spec, DocumentSet documents)
    {
        var bound = None;
        foreach (var reference in Reference.In(spec))
        {
            if (documents.Find(reference.Kind.Key(spec.Namespace, reference.Name)) is { } document)
            {
                bound = bound.SetItem(reference.BindingKey, VersionedDocument.Of(document).Current.Number);
            }
        }

        return bound;
    }

    /// <summary>
    /// What is to be moved to from what is bound: the newest of everything, but for what has failed already, and for what was removed, of which the
    /// containers that run have theirs.
    /// </summary>
    public static ImmutableSortedDictionary<string, long> Next(
        ImmutableSortedDictionary<string, long> bound, ImmutableSortedDictionary<string, long> newest, ImmutableSortedDictionary<string, long> failed)
    {
        var next = bound;
        foreach (var (key, number) in newest)
        {
            if (!failed.TryGetValue(key, out var tried) || tried != number)
            {
                next = next.SetItem(key, number);
            }
        }

        return next;
    }

    /// <summary>What is bound of what a specification names.</summary>
    public static ImmutableSortedDictionary<string, long> OnlyOf(AppSpec spec, ImmutableSortedDictionary<string, long> bound)
    {
        if (bound.IsEmpty)
        {
            return bound;
        }

        var named = Reference.In(spec).Select(r => r.BindingKey).ToHashSet(StringComparer.Ordinal);
        return bound.RemoveRange(bound.Keys.Where(key => !named.Contains(key)));
    }

    /// <summary>Whether the two bind the same.</summary>
    public static bool AreSame(ImmutableSortedDictionary<string, long> a, ImmutableSortedDictionary<string, long> b) =>
        a.Count == b.Count && Changed(a, b).Count == 0;

    /// <summary>The names under which the second has what the first has not, in order.</summary>
    public static IReadOnlyList<string> Changed(ImmutableSortedDictionary<string, long> before, ImmutableSortedDictionary<string, long> after) =>
        [.. after.Where(b => !before.TryGetValue(b.Key, out var number) || number != b.Value).Select(b => b.Key)];
}
