using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orchestry.Contracts;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>
/// Answers made from the current list of applications, one per filter and format, thrown away together when the list changes. Those of namespaces
/// other than the one that nobody names are made each time.
/// </summary>
internal sealed class AppListCache(IReadModel model)
{
    /// <summary>Stands for every namespace.</summary>
    public const string EveryNamespace = "*";

    private static readonly int Variants = (Enum.GetValues<AppStatus>().Length + 1) * 2;
    private Kept _kept = new(null, []);

    public Reply Get(AppStatus? only, bool asSummary, string? @namespace = null)
    {
        if (@namespace is not (null or ResourceKey.DefaultNamespace))
        {
            return Make(@namespace == EveryNamespace ? model.Apps : Of(@namespace), only, asSummary);
        }

        var apps = model.Apps;
        var source = ImmutableCollectionsMarshal.AsArray(apps);
        var kept = Volatile.Read(ref _kept);
        if (!ReferenceEquals(kept.Source, source))
        {
            kept = new Kept(source, new Reply?[Variants]);
            Volatile.Write(ref _kept, kept);
        }

        // Two requests may make the same answer at once; either is right, so neither waits.
        ref var reply = ref kept.Replies[(only is { } status ? (int)status + 1 : 0) * 2 + (asSummary ? 1 : 0)];
        return Volatile.Read(ref reply) ?? (reply = Make(Of(ResourceKey.DefaultNamespace), only, asSummary));
    }

    private ImmutableArray<AppSnapshot> Of(string @namespace) => [.. model.Apps.Where(a => a.Spec.Namespace.Value == @namespace)];

    private KeptReply Make(ImmutableArray<AppSnapshot> apps, AppStatus? only, bool asSummary) => asSummary
        ? KeptReply.Of(AppListView.Summary(apps, only), ContractsJson.Wire.AppSummary, model)
        : KeptReply.Of(AppListView.Full(apps, only), ContractsJson.Wire.AppList, model);

    private sealed record Kept(AppSnapshot[]? Source, Reply?[] Replies);
}
